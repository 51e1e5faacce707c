import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { DataError, quotedText, type ErrorDetail } from "@evenkeel/core";
import { z } from "zod";

/** Most bytes of one file: years of a large project's `data.js` are some tens of MiB. */
export const mostBytes = 256 * 2 ** 20;

/** Most characters of a name or a unit; the longest that any of the tools writes itself is 1,024. */
const mostCharacters = 4096;

/** Names of benchmarks, machines and environments. */
export const nameSchema = z.string().min(1).max(mostCharacters);
export const unitSchema = z.string().max(mostCharacters);

/** A time as JavaScript counts it, in ms UTC, of a year from 1970 to 9999. */
export const timeSchema = z.number().min(0).max(253_402_300_799_999).transform(Math.floor);

/** A file of another tool that is not what it should be. */
export function foreignError(detail: ErrorDetail & { readonly where: string }): DataError {
  return new DataError("cannot be imported", detail);
}

/** The text of a file. Throws `DataError` for what is no file, is too large, or is not UTF-8. */
export async function readForeign(file: string): Promise<string> {
  const found = await stat(file).catch((cause: unknown) => {
    throw foreignError({ where: file, expected: "a file that can be read", got: (cause as Error).message, cause });
  });
  if (!found.isFile()) throw foreignError({ where: file, expected: "a file", got: "something else" });
  if (found.size > mostBytes) {
    throw foreignError({ where: file, expected: `at most ${mostBytes} bytes`, got: `${found.size}` });
  }
  const bytes = await readFile(file);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw foreignError({ where: file, expected: "text in UTF-8", got: "other bytes", cause });
  }
}

/** JSON text as a value. Throws `DataError` naming the place. */
export function parseForeign(text: string, where: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw foreignError({ where, expected: "JSON", got: (cause as Error).message, cause });
  }
}

/** The value if it fits the schema. Throws `DataError` naming place and field. */
export function fitted<Schema extends z.ZodType>(schema: Schema, value: unknown, where: string): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue === undefined || issue.path.length === 0 ? "" : `${quotedText(issue.path.join("."))}: `;
  throw foreignError({ where, expected: "the tool's own fields", got: `${path}${issue?.message ?? "something else"}` });
}

export function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
