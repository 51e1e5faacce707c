import { InterruptedError } from "@evenkeel/core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createRemoteBackend } from "../src/index.ts";
import { Pace } from "../src/manners/pace.ts";
import { hfEndpoint, numberedImages, oipEndpoint, sourceOf } from "./fixtures/endpoints.ts";
import { sendJson, serve, type Handler } from "./fixtures/loopback.ts";
import { flavours, oipServer } from "./fixtures/oip-server.ts";

const backend = createRemoteBackend({ environment: {} });
const good = [{ label: "class 0", score: 1 }];
const answer: Handler = (_, response) => sendJson(response, good);

async function load(url: string, changes: Parameters<typeof hfEndpoint>[1] = {}, using = backend) {
  return using.load(await sourceOf(hfEndpoint(url, { outputs: "labels", ...changes })));
}

describe("pace", () => {
  afterEach(() => vi.useRealTimers());

  it("never has more under way than the concurrency", async () => {
    let underWay = 0;
    let most = 0;
    const server = await serve((request, response) => {
      underWay += 1;
      most = Math.max(most, underWay);
      setImmediate(() => {
        underWay -= 1;
        answer(request, response);
      });
    });
    const model = await load(server.url, { limits: { concurrency: 3 } });
    await model.predictEach(numberedImages(40));
    expect(most).toBe(3);
  });

  it("begins no more in any minute than the rate", async () => {
    vi.useFakeTimers();
    const pace = new Pace({ concurrency: 100, requestsPerMinute: 30 });
    const begun: number[] = [];
    const signal = new AbortController().signal;
    const work = Array.from({ length: 100 }, () => pace.run(async () => begun.push(Date.now()), signal));
    await vi.advanceTimersByTimeAsync(300_000);
    await Promise.all(work);
    expect(begun).toHaveLength(100);
    for (const [index, at] of begun.entries()) {
      expect((begun[index + 30] ?? Number.POSITIVE_INFINITY) - at).toBeGreaterThanOrEqual(60_000);
    }
  });
});

describe("a stop", () => {
  it("sends nothing more, lets what is under way end, and keeps what is complete", async () => {
    const controller = new AbortController();
    const waiting: (() => void)[] = [];
    let came = 0;
    const server = await serve((request, response) => {
      came += 1;
      if (came <= 5) answer(request, response);
      else waiting.push(() => answer(request, response));
      if (waiting.length < 2) return;
      controller.abort();
      for (const go of waiting) go();
    });
    const stopping = createRemoteBackend({ environment: {}, signal: controller.signal });
    const model = await load(server.url, { limits: { concurrency: 2 } }, stopping);
    const { images } = await model.predictEach(numberedImages(50));
    expect(images.filter(({ state }) => state === "predicted")).toHaveLength(7);
    expect(images.filter((image) => image.state === "unasked" && image.why === "stopped")).toHaveLength(43);
    expect(server.received).toHaveLength(7);
    await expect(model.predict(numberedImages(1))).rejects.toThrow(InterruptedError);
  });

  it("cuts what is under way after its time of grace", async () => {
    const controller = new AbortController();
    const server = await serve(() => controller.abort());
    const stopping = createRemoteBackend({ environment: {}, signal: controller.signal, graceMs: 10 });
    const model = await load(server.url, {}, stopping);
    expect((await model.predictEach(numberedImages(1))).images[0]).toMatchObject({ state: "unasked", why: "stopped" });
  });
});

describe("times", () => {
  it("are split by what they were spent on, and add up", async () => {
    const server = await serve(oipServer(flavours[0] as (typeof flavours)[number]));
    const model = await backend.load(await sourceOf(oipEndpoint(server.url, { limits: { concurrency: 1 } })));
    const { records } = await model.predictEach(numberedImages(3));
    const timings = records.flatMap(({ attempts }) => attempts.map(({ timing }) => timing));
    // The connection was opened by the question whether the server is ready.
    expect(timings.map(({ connection }) => connection)).toEqual(["reused", "reused", "reused"]);
    for (const { connectMs, uploadMs, firstByteMs, downloadMs, totalMs } of timings) {
      expect(connectMs).toBeNull();
      const parts = (uploadMs ?? Number.NaN) + (firstByteMs ?? Number.NaN) + (downloadMs ?? Number.NaN);
      expect(parts).toBeGreaterThan(0);
      expect(parts).toBeLessThanOrEqual(totalMs + 1e-6);
    }
    const another = await load((await serve(answer)).url);
    const [record] = (await another.predictEach(numberedImages(1))).records;
    expect(record?.attempts[0]?.timing).toMatchObject({ connection: "new", connectMs: expect.any(Number) });
  });
});
