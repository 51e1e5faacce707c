/** GitHub's REST API, as workflows of this repository use it: plain `fetch`, no packages. */
import { createWriteStream, openAsBlob } from "node:fs";
import { Readable, Transform } from "node:stream";
import { pipeline } from "node:stream/promises";

export interface Api {
  /** `owner/name` */
  readonly repository: string;
  readonly get: (path: string) => Promise<unknown>;
  readonly send: (method: "POST" | "PATCH" | "DELETE", path: string, body?: object) => Promise<unknown>;
  /** Sends a file to a URL that the API named. Gives the status code. */
  readonly upload: (url: string, file: string) => Promise<number>;
  /** Writes the bytes of a path to a file; at most so many. */
  readonly download: (path: string, file: string, mostBytes: number) => Promise<void>;
}

/** A request that was answered with something else than success. */
export class HttpError extends Error {
  readonly status: number;

  constructor(what: string, status: number) {
    super(`${what}: HTTP ${status}`);
    this.status = status;
  }
}

const answerMs = 60_000;
const transferMs = 600_000;

/** By the variables that a workflow's job has. Throws `TypeError` where one is missing. */
export function apiOf(variables: NodeJS.ProcessEnv): Api {
  const base = needed(variables, "GITHUB_API_URL");
  const token = needed(variables, "GITHUB_TOKEN");
  const headers = { Authorization: `Bearer ${token}`, "X-GitHub-Api-Version": "2022-11-28" };
  const request = async (method: string, path: string, body?: object): Promise<unknown> => {
    const response = await fetch(`${base}${path}`, {
      method,
      headers: {
        ...headers,
        Accept: "application/vnd.github+json",
        ...(body !== undefined && { "Content-Type": "application/json" }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      redirect: "error",
      signal: AbortSignal.timeout(answerMs),
    });
    if (!response.ok) throw new HttpError(`${method} ${path}`, response.status);
    return response.status === 204 ? null : response.json();
  };
  return {
    repository: needed(variables, "GITHUB_REPOSITORY"),
    get: (path) => request("GET", path),
    send: request,
    upload: async (url, file) => {
      const { status } = await fetch(url, {
        method: "POST",
        headers: { ...headers, "Content-Type": "application/octet-stream" },
        body: await openAsBlob(file),
        redirect: "error",
        signal: AbortSignal.timeout(transferMs),
      });
      return status;
    },
    download: async (path, file, mostBytes) => {
      const body = await bodyOf(`${base}${path}`, headers);
      await pipeline(body, atMost(mostBytes, path), createWriteStream(file, { flags: "wx" }));
    },
  };
}

/** Bytes are answered by the API itself, or lie elsewhere: there the token does not go. */
async function bodyOf(url: string, headers: Readonly<Record<string, string>>): Promise<Readable> {
  const signal = AbortSignal.timeout(transferMs);
  const first = await fetch(url, {
    headers: { ...headers, Accept: "application/octet-stream" },
    redirect: "manual",
    signal,
  });
  const elsewhere = first.status === 302 ? first.headers.get("location") : null;
  const response = elsewhere === null ? first : await fetch(new URL(elsewhere, url), { redirect: "error", signal });
  if (!response.ok || response.body === null) throw new HttpError(`GET ${new URL(url).pathname}`, response.status);
  return Readable.fromWeb(response.body);
}

function atMost(bytes: number, what: string): Transform {
  let passed = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      passed += chunk.length;
      if (passed > bytes) done(new RangeError(`${what}: more than ${bytes} bytes`));
      else done(null, chunk);
    },
  });
}

export function needed(variables: NodeJS.ProcessEnv, name: string): string {
  const value = variables[name];
  if (value === undefined || value === "") throw new TypeError(`the variable ${name} is not set`);
  return value;
}

/** Every item of a list that comes in pages; at most 3,000. */
export async function allOf(api: Api, path: string): Promise<unknown[]> {
  const items: unknown[] = [];
  for (let page = 1; page <= 30; page += 1) {
    const found = await api.get(`${path}${path.includes("?") ? "&" : "?"}per_page=100&page=${page}`);
    if (!Array.isArray(found)) throw new TypeError(`${path}: expected a list`);
    items.push(...(found as unknown[]));
    if (found.length < 100) break;
  }
  return items;
}

/** What stands at a path of field names; undefined where there is nothing. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (found, name) =>
      typeof found === "object" && found !== null ? (found as Record<string, unknown>)[name] : undefined,
    value,
  );
}
