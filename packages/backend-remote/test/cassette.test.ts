import { appendFile, readFile, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { DataError } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { CassetteMissError, cassetteFile, createRemoteBackend, observe } from "../src/index.ts";
import { hfEndpoint, numberedImages, oipEndpoint, sourceOf, temporaryFolder } from "./fixtures/endpoints.ts";
import { sendJson, serve } from "./fixtures/loopback.ts";
import { flavours, oipServer } from "./fixtures/oip-server.ts";

const backend = createRemoteBackend({ environment: {} });

/** A server that scores one class, another one for each request. */
async function counting() {
  let count = 0;
  const server = await serve((_, response) => {
    count += 1;
    sendJson(response, [{ label: `class ${count % 10}`, score: 1 }]);
  });
  return { server, endpoint: hfEndpoint(server.url, { outputs: "labels", limits: { concurrency: 1 } }) };
}

type Mode = "record" | "replay" | "live" | "refresh";

async function labels(
  endpoint: Parameters<typeof sourceOf>[0],
  mode: Mode,
  cassettes: string,
  { count = 3, repeat = 0 } = {},
) {
  const model = await backend.load(await sourceOf(endpoint, { mode, cassettes: mode === "live" ? null : cassettes }));
  try {
    const { images, records } = await model.predictEach(numberedImages(count), repeat);
    return { labels: images.map((image) => (image.state === "predicted" ? image.values[0] : image.state)), records };
  } finally {
    await model.dispose();
  }
}

describe("a cassette", () => {
  it("records what is asked, and answers it from then on without the server", async () => {
    const { server, endpoint } = await counting();
    const folder = await temporaryFolder();
    expect((await labels(endpoint, "record", folder)).labels).toEqual([1, 2, 3]);
    expect((await labels(endpoint, "record", folder)).labels).toEqual([1, 2, 3]);
    const moved = { ...endpoint, url: "http://127.0.0.1:1" };
    const replayed = await labels(moved, "replay", folder);
    expect(replayed.labels).toEqual([1, 2, 3]);
    expect(server.received).toHaveLength(3);
    const [record] = replayed.records;
    expect(record).toMatchObject({ source: "cassette", attempts: [{ outcome: { kind: "response", status: 200 } }] });
    // Times of a replay are those of the recording, and say so.
    const { recorded, firstAttempts, cost } = observe(replayed.records, true);
    expect(recorded?.from).toBe(record?.recordedAt);
    expect(firstAttempts).toHaveLength(3);
    expect(cost).toEqual({ value: null, basis: "not-observable" });
  });

  it("asks anew for another repeat, another prompt or model, and everything in live and refresh", async () => {
    const { server, endpoint } = await counting();
    const folder = await temporaryFolder();
    await labels(endpoint, "record", folder);
    expect((await labels(endpoint, "record", folder, { repeat: 1 })).labels).toEqual([4, 5, 6]);
    expect((await labels(endpoint, "live", folder)).labels).toEqual([7, 8, 9]);
    expect((await labels(endpoint, "refresh", folder, { count: 1 })).labels).toEqual([0]);
    expect((await labels(endpoint, "replay", folder)).labels).toEqual([0, 2, 3]);
    expect((await labels(endpoint, "replay", folder, { repeat: 1 })).labels).toEqual([4, 5, 6]);
    expect(server.received).toHaveLength(10);
  });

  it("asks once about images that are the same", async () => {
    const { server, endpoint } = await counting();
    const folder = await temporaryFolder();
    const model = await backend.load(await sourceOf(endpoint, { mode: "record", cassettes: folder }));
    const image = numberedImages(1);
    const twice = { shape: [2, 4, 4, 1], data: Float32Array.from([...image.data, ...image.data]) };
    const { images, records } = await model.predictEach(twice);
    expect(images).toMatchObject([{ values: Float32Array.of(1) }, { values: Float32Array.of(1) }]);
    expect(records).toHaveLength(1);
    expect(server.received).toHaveLength(1);
    await model.dispose();
  });

  it("fails a replay that asks for what it does not hold, in a line that says what to do", async () => {
    const { endpoint } = await counting();
    const folder = await temporaryFolder();
    await labels(endpoint, "record", folder);
    const miss = labels(endpoint, "replay", folder, { count: 4 });
    await expect(miss).rejects.toThrow(CassetteMissError);
    await expect(miss).rejects.toThrow(
      /twin\.jsonl: holds no exchange for this request; expected POST .*; got 3 others; record it/,
    );
    await expect(labels(endpoint, "replay", await temporaryFolder())).rejects.toThrow(/got 0 others/);
  });

  it("keeps no request that failed, so that it is asked again", async () => {
    let isWell = false;
    const server = await serve((_, response) =>
      isWell ? sendJson(response, [{ label: "class 1", score: 1 }]) : sendJson(response, {}, 400),
    );
    const endpoint = hfEndpoint(server.url, { outputs: "labels" });
    const folder = await temporaryFolder();
    expect((await labels(endpoint, "record", folder)).labels).toEqual(["failed", "failed", "failed"]);
    isWell = true;
    expect((await labels(endpoint, "record", folder)).labels).toEqual([1, 1, 1]);
  });

  it("keeps binary answers", async () => {
    const server = await serve(oipServer(flavours[1] as (typeof flavours)[number]));
    const endpoint = oipEndpoint(server.url, { encoding: "binary", imagesPerRequest: 2 });
    const folder = await temporaryFolder();
    const model = await backend.load(await sourceOf(endpoint, { mode: "record", cassettes: folder }));
    const recorded = await model.predict(numberedImages(5));
    await model.dispose();
    const replay = await backend.load(await sourceOf(endpoint, { mode: "replay", cassettes: folder }));
    expect((await replay.predict(numberedImages(5))).value).toEqual(recorded.value);
    expect(server.received).toHaveLength(6);
  });

  it("is one process's to add to", async () => {
    const { endpoint } = await counting();
    const folder = await temporaryFolder();
    const first = await backend.load(await sourceOf(endpoint, { mode: "record", cassettes: folder }));
    const second = sourceOf(endpoint, { mode: "record", cassettes: folder }).then((source) => backend.load(source));
    await expect(second).rejects.toThrow(/another process adds to this cassette/);
    await first.dispose();
    await first.dispose();
    await expect(first.predict(numberedImages(1))).rejects.toThrow(/disposed of/);
    await (await backend.load(await sourceOf(endpoint, { mode: "record", cassettes: folder }))).dispose();
  });
});

describe("a damaged cassette", () => {
  const recorded = async () => {
    const { endpoint } = await counting();
    const folder = await temporaryFolder();
    await labels(endpoint, "record", folder);
    return { endpoint, folder, file: cassetteFile(folder, endpoint) };
  };

  it("that was cut anywhere is read up to the last whole line, and goes on", async () => {
    const { endpoint, folder, file } = await recorded();
    const whole = await readFile(file);
    const ends = [...whole.keys()].filter((at) => whole[at] === 10);
    for (const cut of [0, 1, (ends[0] ?? 0) + 1, (ends[1] ?? 0) - 5, (ends[1] ?? 0) + 1, ends[3] ?? 0]) {
      await writeFile(file, whole.subarray(0, cut));
      const before = ends.filter((at) => at < cut).length;
      const { records } = await labels(endpoint, "record", folder);
      expect(records.filter(({ source }) => source === "cassette")).toHaveLength(Math.max(0, before - 1));
      const lines = (await readFile(file, "utf8")).split("\n");
      expect(lines).toHaveLength(5);
      expect(() => lines.slice(0, 4).map((line) => JSON.parse(line) as unknown)).not.toThrow();
    }
  });

  it.each([
    ["a line that is no JSON", (text: string) => text.replace('{"key"', '"key"'), "record"],
    ["a body that was changed", (text: string) => text.replace(/"body":"(.)/, '"body":"WW'), "replay"],
    ["a field that is missing", (text: string) => text.replace(/"repeat":0,/, ""), "replay"],
    ["another endpoint", (text: string) => text.replace('"endpoint":"twin"', '"endpoint":"other"'), "replay"],
  ] as const)("says where: %s", async (_, change, mode) => {
    const { endpoint, folder, file } = await recorded();
    await writeFile(file, change(await readFile(file, "utf8")));
    await expect(labels(endpoint, mode, folder)).rejects.toThrow(DataError);
    await expect(labels(endpoint, mode, folder)).rejects.toThrow(/twin\.jsonl/);
  });

  it("of a ledger says where; a line that was cut off was not sent", async () => {
    const { endpoint } = await counting();
    const ledger = join(await temporaryFolder(), "twin.ledger.jsonl");
    const ask = async () => {
      const model = await backend.load(await sourceOf(endpoint, { ledger }));
      await model.predictEach(numberedImages(1));
      await model.dispose();
    };
    await ask();
    const whole = (await readFile(ledger)).length;
    await appendFile(ledger, '{"attempt":2,"rese');
    await ask();
    expect((await readFile(ledger, "utf8")).split("\n")).toHaveLength(4);
    await truncate(ledger, whole - 1);
    await ask();
    await writeFile(ledger, "{}\n");
    await expect(ask()).rejects.toThrow(/ledger\.jsonl line 1: damaged/);
  });
});
