import { z } from "zod";
import type { WireResponse } from "../transport/wire.ts";
import { AnswerError } from "./answer-error.ts";

const decoder = new TextDecoder("utf-8", { fatal: true });

/** JSON of foreign bytes, checked. Throws `AnswerError` naming the field. */
export function parseBody<Schema extends z.ZodType>(schema: Schema, bytes: Uint8Array, what: string): z.output<Schema> {
  const parsed = schema.safeParse(jsonOf(bytes, what));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
  throw new AnswerError({ expected: what, got: `${field}${issue?.message ?? "something else"}` });
}

function jsonOf(bytes: Uint8Array, what: string): unknown {
  try {
    return JSON.parse(decoder.decode(bytes)) as unknown;
  } catch {
    throw new AnswerError({ expected: what, got: "bytes that are no JSON" });
  }
}

/** FastAPI's list of what is wrong with a request. */
const detailSchema = z
  .array(z.looseObject({ loc: z.array(z.union([z.string(), z.number()])), msg: z.string() }))
  .min(1);

const errorSchema = z.union([
  z.looseObject({ error: z.string() }),
  z.looseObject({ error: z.looseObject({ message: z.string() }) }),
  z.looseObject({ detail: z.string() }),
  z.looseObject({ detail: detailSchema }),
  z.looseObject({ message: z.string() }),
]);

/**
 * What an error response says: `{"error": "…"}`, `{"error": {"message": "…"}}`, `{"detail": "…"}`, or FastAPI's
 * `{"detail": [{"loc": […], "msg": "…"}]}`; else the beginning of its text.
 */
export function errorWordsOf({ body }: WireResponse): string {
  const text = Buffer.from(body.subarray(0, 2 ** 16)).toString();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return text.slice(0, 400).trim();
  }
  const parsed = errorSchema.safeParse(value);
  if (!parsed.success) return text.slice(0, 400).trim();
  const told = parsed.data as { error?: string | { message: string }; detail?: unknown; message?: string };
  if (typeof told.error === "string") return told.error;
  if (typeof told.error === "object") return told.error.message;
  if (typeof told.detail === "string") return told.detail;
  if (told.detail === undefined) return told.message ?? "";
  return (told.detail as z.infer<typeof detailSchema>).map(({ loc, msg }) => `${loc.join(".")}: ${msg}`).join("; ");
}
