import { RunFolderError } from "@evenkeel/core";
import { z } from "zod";

/** JSON text as a value. Throws `RunFolderError` naming the place. */
export function parseJson(text: string, where: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw damaged(where, "JSON", (cause as Error).message, cause);
  }
}

/** The value if it is exactly as its schema says, for writing. Throws `RunFolderError` naming place and field. */
export function parseAs<Schema extends z.ZodType>(schema: Schema, value: unknown, where: string): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw notAsSchema(parsed.error, where);
}

/** The same for reading: fields unknown to the schema, of a later writer of the same version, are passed over. */
export function parseKnown<Schema extends z.ZodType>(schema: Schema, value: unknown, where: string): z.output<Schema> {
  const known = structuredClone(value);
  for (;;) {
    const parsed = schema.safeParse(known);
    if (parsed.success) return parsed.data;
    const unknown = parsed.error.issues.filter((issue) => issue.code === "unrecognized_keys");
    if (unknown.length === 0) throw notAsSchema(parsed.error, where);
    for (const { path, keys } of unknown) removeKeys(known, path, keys);
  }
}

/** What a migration makes of a value. Throws `RunFolderError` where it finds that the value is not of its version. */
export function migrated<T>(migrate: () => T, where: string): T {
  try {
    return migrate();
  } catch (error) {
    if (error instanceof z.ZodError) throw notAsSchema(error, where);
    if (error instanceof RangeError) throw damaged(where, "the values of its schema", error.message, error);
    throw error;
  }
}

function removeKeys(root: unknown, path: readonly PropertyKey[], keys: readonly string[]): void {
  const holder = path.reduce((at, key) => (at as Record<PropertyKey, unknown>)[key], root);
  for (const key of keys) Reflect.deleteProperty(holder as object, key);
}

function notAsSchema(error: z.ZodError, where: string): RunFolderError {
  const issue = error.issues[0];
  const path = issue === undefined || issue.path.length === 0 ? "" : `${issue.path.join(".")}: `;
  return damaged(where, "the fields of its schema", `${path}${issue?.message ?? "something else"}`, error);
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
