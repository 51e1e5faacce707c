import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { foreignText, UsageError } from "@evenkeel/core";
import { parseDocument } from "yaml";
import type { z } from "zod";
import { factsSchema, type ModelFacts } from "./schema.ts";

/** Most bytes of a facts file. The ones of this project have a tenth of it. */
export const mostFactsBytes = 64 * 1024;

const tooDeep = "what is nested too deeply";

/** Reads a model's facts from a YAML file. Throws `UsageError` naming file and field, in one line. */
export async function readFacts(file: string): Promise<ModelFacts> {
  return parseFacts(await textOf(file), file);
}

/** The same from the file's text. */
export function parseFacts(text: string, where: string): ModelFacts {
  const parsed = factsSchema.safeParse(valueOf(text, where));
  if (parsed.success) return parsed.data;
  throw notFacts(where, issueText(parsed.error), parsed.error);
}

/** A value of plain objects, arrays and scalars. No aliases: a few lines of them expand to more than memory holds. */
function valueOf(text: string, where: string): unknown {
  if (Buffer.byteLength(text) > mostFactsBytes) throw tooLong(where);
  try {
    const document = parseDocument(text, { stringKeys: true });
    const [problem] = [...document.errors, ...document.warnings];
    if (problem === undefined) return document.toJS({ maxAliasCount: 0 });
    throw notFacts(where, /call stack/.test(problem.message) ? tooDeep : firstLine(problem.message), problem);
  } catch (cause) {
    if (cause instanceof UsageError) throw cause;
    const { message } = cause as Error;
    const known = cause instanceof ReferenceError ? "an alias (*name); write the value again" : message;
    throw notFacts(where, cause instanceof RangeError ? tooDeep : known, cause);
  }
}

async function textOf(file: string): Promise<string> {
  // A pipe in the file's place would keep this process for ever.
  const handle = await open(file, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)).catch((cause: unknown) => {
    const { code } = cause as NodeJS.ErrnoException;
    throw new UsageError("cannot be read", { where: file, got: code ?? String(cause), cause });
  });
  try {
    const stats = await handle.stat();
    if (!stats.isFile()) throw new UsageError("a folder, pipe or device, not a file", { where: file });
    if (stats.size > mostFactsBytes) throw tooLong(file, stats.size);
    return await handle.readFile("utf8");
  } finally {
    await handle.close();
  }
}

function tooLong(where: string, bytes?: number): UsageError {
  const got = bytes === undefined ? {} : { got: `${bytes} bytes` };
  return new UsageError("too long for facts of a model", {
    where,
    expected: `at most ${mostFactsBytes} bytes`,
    ...got,
  });
}

function notFacts(where: string, got: string, cause: unknown): UsageError {
  return new UsageError("not the facts of a model", {
    where,
    expected: "YAML as docs/schemas/model-facts.schema.json says it",
    got: foreignText(got),
    remedy: "docs/openness.md shows a whole file",
    cause,
  });
}

function issueText({ issues: [first] }: z.ZodError): string {
  const { path, message } = first ?? { path: [], message: "something else" };
  return path.length === 0 ? message : `${path.join(".")}: ${message}`;
}

/** A message of the parser goes on with the lines at fault. */
function firstLine(message: string): string {
  return message.split("\n", 1)[0]?.replace(/:$/, "") ?? message;
}
