import { quotedText } from "@evenkeel/core";
import type { z } from "zod";

interface RefusalDetail {
  /** The field of the request at fault, as OpenAI's errors name it. */
  readonly param?: string;
  /** A word for the kind of error, for programs. */
  readonly code?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** A request that is not done; each protocol says it in the form of its own errors. The message is for its sender. */
export class Refusal extends Error {
  readonly status: number;
  readonly param: string | null;
  readonly code: string | null;
  readonly headers: Readonly<Record<string, string>>;

  constructor(status: number, message: string, { param, code, headers, cause }: RefusalDetail = {}) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = "Refusal";
    this.status = status;
    this.param = param ?? null;
    this.code = code ?? null;
    this.headers = headers ?? {};
  }
}

/** The body as JSON of a schema. Throws `Refusal` with the first field that does not fit. */
export function parseBody<T>(schema: z.ZodType<T>, body: Uint8Array): T {
  const parsed = schema.safeParse(jsonOf(body));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const path = (issue?.path ?? []).map(String).join(".");
  const where = path === "" ? "the request" : quotedText(path);
  throw new Refusal(400, `${where}: ${issue?.message ?? "not as expected"}`, path === "" ? {} : { param: path });
}

function jsonOf(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(body));
  } catch (cause) {
    throw new Refusal(400, "the body is not JSON in UTF-8", { cause });
  }
}
