import { RunFolderError } from "@evenkeel/core";
import type { z } from "zod";

/** JSON text as a value. Throws `RunFolderError` naming the place. */
export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw damaged(where, "JSON", (cause as Error).message, cause);
  }
}

/** The value as its schema says. Throws `RunFolderError` naming the place and the first field at fault. */
export function parseAs<Schema extends z.ZodType>(schema: Schema, value: unknown, where: string): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
  throw damaged(where, "the fields of its schema", `${path}${issue?.message ?? "something else"}`, parsed.error);
}

export function damaged(where: string, expected: string, got: string, cause?: unknown): RunFolderError {
  return new RunFolderError("damaged", {
    where,
    expected,
    got,
    remedy: "restore the file from a copy of the run folder, or run again",
    cause,
  });
}
