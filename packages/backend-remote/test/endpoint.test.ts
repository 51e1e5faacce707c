import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { DataError, UnsupportedError } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { parseEndpoint, readEndpoint } from "../src/endpoint/index.ts";
import { urlObjection } from "../src/endpoint/url.ts";
import { createRemoteBackend } from "../src/index.ts";
import { hfEndpoint, oipEndpoint, openaiEndpoint, sourceOf } from "./fixtures/endpoints.ts";

const published = resolve(import.meta.dirname, "../../../benchmarks/endpoints");
const files = (await readdir(published)).filter((name) => name.endsWith(".json"));

describe("published endpoint files", () => {
  it("are there for each protocol", async () => {
    const read = await Promise.all(files.map((name) => readEndpoint(join(published, name))));
    expect(new Set(read.map(({ endpoint }) => endpoint.protocol))).toEqual(
      new Set(["oip-v2", "openai-vision", "hf-image"]),
    );
  });

  it.each(files)("%s names its schema", async (name) => {
    expect(JSON.parse(await readFile(join(published, name), "utf8"))).toMatchObject({
      $schema: "../../docs/schemas/endpoint.schema.json",
    });
  });
});

describe("an endpoint file", () => {
  const oip = oipEndpoint("http://127.0.0.1:1");
  const prices = { date: "2026-11-01", source: "x", currency: "USD", failedRequests: "free" } as const;
  const money = (amount: number) => ({ ...oip.limits, budget: { requests: 1, money: amount } });

  it.each<[expected: RegExp, change: object]>([
    [/url: expected https/, { url: "http://example.org" }],
    [/classes: two of one name/, { classes: [{ class: "a" }, { class: "a" }] }],
    [/classes: two with one label/, { classes: [{ class: "a", label: "b" }, { class: "b" }] }],
    [/two with one place/, { classes: [{ class: "a", output: 1 }, { class: "b" }] }],
    [/output 7 lies beyond the 2/, { classes: [{ class: "a", output: 7 }, { class: "b" }] }],
    [/a value each of the 1 channels/, { tensor: { ...oip.tensor, mean: [0, 0, 0] } }],
    [/UINT8 needs the scaling/, { tensor: { ...oip.tensor, datatype: "UINT8" } }],
    [/no values after mean/, { tensor: { ...oip.tensor, datatype: "UINT8", scaling: "0-255", mean: [1] } }],
    [/a budget in money needs prices/, { limits: money(1) }],
    [/prices by token need the most tokens/, { limits: money(1), prices: { ...prices, perMillionInputTokens: 1 } }],
    [/first is longer than most/, { limits: { ...oip.limits, backoffSeconds: { first: 2, most: 1 } } }],
    [/schemaVersion/, { schemaVersion: 2 }],
    [/Unrecognized key/, { apiKey: "sk-12345678" }],
    [/protocol/, { protocol: "grpc" }],
    [/division/, { division: "prompted" }],
    [/prices\.date/, { prices: { ...prices, date: "yesterday" } }],
    [/auth\.variable/, { auth: { variable: "sk-1234", header: "authorization" } }],
  ])("is refused in a line that names the field: %s", (expected, change) => {
    const parse = () => parseEndpoint({ ...structuredClone(oip), ...change }, "twin.json");
    expect(parse).toThrow(DataError);
    expect(parse).toThrow(expected);
    expect(parse).not.toThrow(/12345678/);
  });

  it("of other protocols has no outputs, and bounds what it generates by what it may cost", () => {
    const placed = {
      classes: [
        { class: "a", output: 1 },
        { class: "b", output: 0 },
      ],
    };
    expect(() => parseEndpoint({ ...structuredClone(hfEndpoint("http://[::1]:1")), ...placed }, "x")).toThrow(
      /no place in an output/,
    );
    const limits = { ...oip.limits, budget: { requests: 1, money: 1 }, tokensPerRequest: { input: 100, output: 10 } };
    const priced = { limits, prices: { ...prices, perMillionOutputTokens: 1 } };
    expect(() => parseEndpoint({ ...structuredClone(openaiEndpoint("http://localhost:1")), ...priced }, "x")).toThrow(
      /less than maxOutputTokens/,
    );
  });

  it("is called as its file, and lies in one", async () => {
    const { file } = await sourceOf(oip);
    expect((await readEndpoint(file)).endpoint).toEqual(oip);
    await expect(readEndpoint(join(file, "x"))).rejects.toThrow(/ENOTDIR/);
    await expect(readEndpoint(resolve(file, ".."))).rejects.toThrow(/no regular file|EISDIR/);
    const { file: other } = await sourceOf({ ...oip, name: "other" });
    expect((await readEndpoint(other)).endpoint.name).toBe("other");
  });

  it("has to tell the dataset's classes apart", async () => {
    const source = await sourceOf(oip);
    const loading = createRemoteBackend().load({ ...source, network: { ...source.network, classes: 5 } });
    await expect(loading).rejects.toThrow(UnsupportedError);
  });
});

describe("an address", () => {
  it.each([
    "https://api.example.org/v1?api-version=1",
    "http://127.0.0.1:8000",
    "http://127.255.0.3",
    "http://[::1]:1/",
    "http://localhost/x",
  ])("may be %s", (url) => {
    expect(urlObjection(url)).toBeNull();
  });

  it.each([
    ["http://127.0.0.1.example.org", /https/],
    ["http://10.0.0.1", /https/],
    ["http://localhost.example.org", /https/],
    ["file:///etc/passwd", /https/],
    ["nonsense", /an address/],
    ["https://user:pass@example.org", /no user or password/],
    ["https://example.org/#x", /fragment/],
    ["https://example.org/?api_key=abc", /no key in the address/],
  ])("may not be %s", (url, objection) => {
    expect(urlObjection(url)).toMatch(objection);
  });
});
