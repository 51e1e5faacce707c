import { open } from "node:fs/promises";
import { basename, extname } from "node:path";
import { DataError } from "@evenkeel/core";
import type { z } from "zod";
import { inconsistency } from "./consistency.ts";
import { endpointSchema, type Endpoint } from "./endpoint.ts";

/** Most bytes of an endpoint file: 10,000 classes with long names stay far below. */
const mostBytes = 8 * 2 ** 20;

export interface EndpointFile {
  readonly endpoint: Endpoint;
  /** As it was read, to be looked through for the key. */
  readonly text: string;
}

/**
 * Reads an endpoint file.
 *
 * @throws {DataError} it cannot be read, is no endpoint file, or does not fit together.
 */
export async function readEndpoint(file: string): Promise<EndpointFile> {
  const text = await readText(file);
  const endpoint = parseEndpoint(parseJson(text, file), file);
  const expected = basename(file, extname(file));
  if (endpoint.name !== expected) {
    throw notAnEndpoint(file, `the name "${expected}", as its file is called`, `"${endpoint.name}"`);
  }
  return { endpoint, text };
}

/** An endpoint from untrusted data. Throws `DataError` naming the field. */
export function parseEndpoint(value: unknown, where: string): Endpoint {
  const parsed = endpointSchema.safeParse(value);
  if (!parsed.success) throw notAnEndpoint(where, "the fields of an endpoint file", issueText(parsed.error));
  const objection = inconsistency(parsed.data);
  if (objection !== null) throw notAnEndpoint(where, "fields that fit together", objection);
  return parsed.data;
}

function issueText(error: z.ZodError): string {
  const [issue] = error.issues;
  if (issue === undefined) return "something else";
  return issue.path.length === 0 ? issue.message : `${issue.path.join(".")}: ${issue.message}`;
}

async function readText(file: string): Promise<string> {
  try {
    const handle = await open(file);
    try {
      const stats = await handle.stat();
      if (!stats.isFile()) throw new Error("no regular file");
      if (stats.size > mostBytes) throw new Error(`${stats.size} bytes, more than ${mostBytes}`);
      return await handle.readFile("utf8");
    } finally {
      await handle.close();
    }
  } catch (cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    throw new DataError("endpoint file cannot be read", {
      where: file,
      got: code ?? message,
      remedy: "check the path",
      cause,
    });
  }
}

function parseJson(text: string, file: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    // The rest of the message quotes the file, which may hold what nobody should see.
    const place = /at position \d+(?: \(line \d+ column \d+\))?/.exec((cause as Error).message)?.[0] ?? "in it";
    throw notAnEndpoint(file, "JSON", `a mistake ${place}`);
  }
}

function notAnEndpoint(where: string, expected: string, got: string): DataError {
  const remedy = "correct the file (docs/schemas/endpoint.schema.json says what it holds)";
  return new DataError("not an endpoint file", { where, expected, got, remedy });
}
