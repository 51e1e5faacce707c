import { mkdir, readFile, readdir, symlink, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { inspect } from "node:util";
import { gzipSync } from "node:zlib";
import { DataError, UsageError } from "@evenkeel/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createRemoteBackend, findSecrets, readKey, Secret } from "../src/index.ts";
import { scrubBytes, scrubText } from "../src/secrets/scrub.ts";
import {
  hfEndpoint,
  numberedImages,
  oipEndpoint,
  openaiEndpoint,
  sourceOf,
  temporaryFolder,
} from "./fixtures/endpoints.ts";
import { sendJson, serve, type Handler, type ReceivedRequest } from "./fixtures/loopback.ts";

/** Every character that some form has to escape. */
const key = `sk-"p/l+a&n=t'e<d>\\%k~e(y)!`;
const secret = new Secret("TEST_KEY", key);
const auth = { variable: "TEST_KEY", header: "x-api-key" } as const;
const backend = createRemoteBackend({ environment: { TEST_KEY: key } });

const percent = encodeURIComponent(key);
const json = JSON.stringify(key).slice(1, -1);
const base64 = (text: string, before = "") => Buffer.from(before + text).toString("base64");
/** A key in each form in which it may come to lie somewhere. */
const forms: Readonly<Record<string, string>> = {
  plain: key,
  percent,
  "lower-case percent": percent.replaceAll(/%../g, (code) => code.toLowerCase()),
  json,
  "json with escaped slashes": json.replaceAll("/", "\\/"),
  "json in json": JSON.stringify(JSON.stringify(key)),
  "unicode escapes": json.replaceAll(/[<>&'+/=]/g, (character) => `\\u00${character.charCodeAt(0).toString(16)}`),
  html: key.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;"),
  "base64 at 0": base64(key),
  "base64 at 1": base64(`${key} and more`, "x"),
  "base64 at 2": base64(`${key} and more`, "xy"),
  "base64 of a header": base64(key, "Bearer "),
  base64url: Buffer.from(`Bearer ${key}`).toString("base64url"),
  "base64 of json": base64(JSON.stringify({ key })),
  "base64 of percent": base64(`?key=${percent}&x=1`),
};

describe("a key", () => {
  it("is shown nowhere", () => {
    expect(
      [String(secret), JSON.stringify({ secret }), inspect({ secret }, { depth: 9, showHidden: true })].join(" "),
    ).not.toContain("sk-");
  });

  it("comes from the environment", () => {
    const endpoint = { name: "twin", auth };
    expect(readKey(endpoint, { TEST_KEY: `${key}\n` })?.reveal()).toBe(key);
    expect(readKey({ name: "twin", auth: null }, {})).toBeNull();
    const refusal = (value: string | undefined) => {
      try {
        return String(readKey(endpoint, { TEST_KEY: value }));
      } catch (error) {
        return error instanceof UsageError ? error.message : String(error);
      }
    };
    expect(refusal(undefined)).toBe(
      "endpoint twin: has no key; expected the environment variable TEST_KEY; got none; set TEST_KEY to the key",
    );
    expect(refusal("short")).toContain("a value of fewer than 8 characters");
    expect(refusal("with spaces in it")).not.toContain("with spaces");
  });

  it("that is missing makes an endpoint unavailable", async () => {
    const { file } = await sourceOf(hfEndpoint("http://127.0.0.1:1", { auth }));
    const without = createRemoteBackend({ environment: {} });
    expect(await without.probeEndpoint(file)).toMatchObject({
      reason: "no-credentials",
      remedy: "set TEST_KEY to the key",
    });
    expect(await backend.probeEndpoint(file)).toMatchObject({ state: "available" });
  });
});

describe("findSecrets", () => {
  it.each(Object.entries(forms))("finds a key in a file: %s", async (_, text) => {
    const folder = await temporaryFolder();
    const file = join(folder, "cells", "a", "log.txt");
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, `before\n${text}\nafter`);
    await writeFile(join(folder, "clean.txt"), "nothing");
    const found = await findSecrets(folder, [secret]);
    expect(found).toMatchObject([{ file: "cells/a/log.txt", variable: "TEST_KEY" }]);
    expect(JSON.stringify(found)).not.toContain("sk-");
  });

  it("finds a key in a name, at the seam of two pieces, and of several the one that is there", async () => {
    const folder = await temporaryFolder();
    const plain = new Secret("OTHER_KEY", "abcdefgh12345678");
    await writeFile(join(folder, "abcdefgh12345678.txt"), "x");
    const large = Buffer.alloc(2 ** 22 + 100, "x");
    large.write("abcdefgh12345678", 2 ** 22 - 7);
    await writeFile(join(folder, "large.bin"), large);
    await symlink("/etc/passwd", join(folder, "link"));
    const found = await findSecrets(folder, [secret, plain]);
    expect(found.map(({ variable }) => variable)).toEqual(["OTHER_KEY", "OTHER_KEY"]);
    expect(found.map(({ file }) => file).toSorted()).toEqual(["a file whose name holds it", "large.bin"]);
    expect(await findSecrets(folder, [])).toEqual([]);
  });

  it("finds keys of any characters, wherever base64 of them begins", () => {
    const characters = fc.string({
      unit: fc.integer({ min: 0x21, max: 0x7e }).map((code) => String.fromCharCode(code)),
      minLength: 8,
      maxLength: 60,
    });
    fc.assert(
      fc.property(
        characters,
        fc.uint8Array({ maxLength: 40 }),
        fc.uint8Array({ maxLength: 40 }),
        (text, before, after) => {
          const within = Buffer.concat([before, Buffer.from(text), after]).toString("base64");
          const needles = new Secret("K", text).needles();
          expect(needles.some(({ bytes }) => within.includes(bytes.toString()))).toBe(true);
        },
      ),
    );
  });

  it("says that it could not look", async () => {
    await expect(findSecrets("/no/such/folder", [secret])).rejects.toThrow(DataError);
  });
});

describe("what a server says", () => {
  it.each(Object.entries(forms))("loses the key, not its length: %s", (_, text) => {
    const before = `{"error": "${text} is wrong"}`;
    const after = scrubText(before, secret);
    expect(after).toHaveLength(before.length);
    expect(after).toContain(" is wrong");
    for (const needle of secret.needles()) expect(after).not.toContain(needle.bytes.toString());
  });

  it("stays the same bytes where it holds no key", () => {
    const bytes = Buffer.from("no key");
    expect(scrubBytes(bytes, secret)).toBe(bytes);
    expect(scrubBytes(bytes, null)).toBe(bytes);
  });
});

/** What it was sent as a key, in every form at once. */
function echoOf({ headers }: ReceivedRequest): string {
  const got = headers["x-api-key"] ?? String(headers.authorization);
  expect(got).toContain(key);
  return Object.values(forms).join(" ");
}

describe("a server that gives the key back in every place it has", () => {
  const echoes: Readonly<Record<string, Handler>> = {
    "an error": (request, response) => sendJson(response, { error: { message: echoOf(request) } }, 400),
    "an error as text": (request, response) => response.writeHead(400).end(echoOf(request)),
    "FastAPI's error": (request, response) =>
      sendJson(response, { detail: [{ loc: ["header", echoOf(request)], msg: echoOf(request) }] }, 422),
    "a passing error": (request, response) => sendJson(response, { error: echoOf(request) }, 503),
    "a label": (request, response) => sendJson(response, [{ label: echoOf(request), score: 1 }]),
    "a label, packed": (request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" });
      response.end(gzipSync(JSON.stringify([{ label: echoOf(request), score: 1 }])));
    },
    "a completion": (request, response) =>
      sendJson(response, {
        model: echoOf(request).slice(0, 150),
        system_fingerprint: key,
        choices: [{ message: { content: echoOf(request), refusal: null } }],
      }),
    "a refusal": (request, response) => sendJson(response, { choices: [{ message: { refusal: echoOf(request) } }] }),
    "an answer's names": (request, response) =>
      sendJson(response, {
        model_name: echoOf(request),
        outputs: [{ name: key, shape: [1], datatype: key, data: [1] }],
      }),
    headers: (request, response) => {
      response.writeHead(200, {
        "content-type": `text/plain; x="${base64(key)}"`,
        "retry-after": percent,
        "x-key": percent,
      });
      response.end(`[${JSON.stringify({ label: echoOf(request), score: 1 })}]`);
    },
    "a redirect": (request, response) => {
      echoOf(request);
      response.writeHead(302, { location: `http://127.0.0.1:1/${percent}` }).end();
    },
  };

  it.each(Object.entries(echoes))("leaves it in no cassette, ledger, record or message: %s", async (_, handler) => {
    const server = await serve(handler);
    const limits = { attempts: 2 };
    const folder = await temporaryFolder();
    const endpoints = [
      hfEndpoint(server.url, { name: "hf", outputs: "labels", auth, limits }),
      openaiEndpoint(server.url, { name: "openai", auth: { variable: "TEST_KEY", header: "authorization" }, limits }),
      oipEndpoint(server.url, { name: "oip", auth, limits }),
    ];
    const told: unknown[] = [];
    for (const endpoint of endpoints) {
      const exchanges = {
        mode: "record",
        cassettes: folder,
        ledger: join(folder, `${endpoint.name}.ledger.jsonl`),
      } as const;
      const model = await backend.load(await sourceOf(endpoint, exchanges));
      try {
        told.push(await model.predictEach(numberedImages(2)), model.records);
        await model.predict(numberedImages(1));
      } catch (error) {
        told.push((error as Error).message, inspect(error, { depth: 9, showHidden: true }));
      }
      await model.dispose();
    }
    await writeFile(join(folder, "told.json"), JSON.stringify(told));
    await writeFile(join(folder, "told.txt"), inspect(told, { depth: 20, maxStringLength: null }));
    expect(server.received.length).toBeGreaterThan(0);
    expect(await readdir(folder)).toContain("hf.jsonl");
    expect(await findSecrets(folder, [secret])).toEqual([]);
  });

  it("would be found without that", async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder, "told.json"), JSON.stringify({ words: Object.values(forms).join(" ") }));
    expect(await findSecrets(folder, [secret])).toHaveLength(1);
  });
});

describe("an endpoint file", () => {
  it("that holds the key is refused without showing it", async () => {
    for (const text of [key, base64(key, "xx"), percent]) {
      const source = await sourceOf(openaiEndpoint("http://127.0.0.1:1", { auth, prompt: `Use ${text}` }));
      const loading = backend.load(source);
      await expect(loading).rejects.toThrow(/holds the key of TEST_KEY/);
      await expect(loading).rejects.not.toThrow(/sk-/);
    }
  });

  it("that is no JSON is not quoted", async () => {
    const source = await sourceOf(hfEndpoint("http://127.0.0.1:1"));
    const text = await readFile(source.file, "utf8");
    await writeFile(source.file, `{"key": ${key}, ${text.slice(1)}`);
    await expect(backend.load(source)).rejects.not.toThrow(/sk-|p\/l/);
    await expect(backend.load(source)).rejects.toThrow(/a mistake (?:at position \d+|in it)/);
  });
});
