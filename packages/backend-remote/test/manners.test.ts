import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { hostTensor, InterruptedError, randomStream, type HostTensor } from "@evenkeel/core";
import { afterEach, describe, expect, it, vi } from "vitest";
import { createRemoteBackend, observe } from "../src/index.ts";
import { BudgetSpentError } from "../src/manners/budget.ts";
import { Pace } from "../src/manners/pace.ts";
import { nextAfter } from "../src/manners/retry.ts";
import type { Attempt } from "../src/transport/attempt.ts";
import { TransportFailure } from "../src/transport/failure.ts";
import { retryAfterMs } from "../src/transport/retry-after.ts";
import { hfEndpoint, numberedImages, oipEndpoint, openaiEndpoint, sourceOf, temporaryFolder } from "./fixtures/endpoints.ts";
import { sendJson, serve, type Handler } from "./fixtures/loopback.ts";
import { flavours, logitsOf, oipServer } from "./fixtures/oip-server.ts";

const backend = createRemoteBackend({ environment: {} });
const good = [{ label: "class 0", score: 1 }];
const answer: Handler = (_, response) => sendJson(response, good);

async function load(url: string, changes: Parameters<typeof hfEndpoint>[1] = {}, using = backend) {
  return using.load(await sourceOf(hfEndpoint(url, { outputs: "labels", ...changes })));
}

describe("retries", () => {
  it.each([429, 500, 503, 529])("try HTTP %i again, and are told apart from the first attempt", async (status) => {
    let count = 0;
    const server = await serve((request, response) => {
      count += 1;
      if (count < 3) sendJson(response, { error: "busy" }, status);
      else answer(request, response);
    });
    const model = await load(server.url);
    const { images, records } = await model.predictEach(numberedImages(1));
    expect(images[0]).toMatchObject({ state: "predicted" });
    const outcomes = records[0]?.attempts.map(({ outcome }) => outcome);
    expect(outcomes).toEqual([status, status, 200].map((code) => ({ kind: "response", status: code })));
    expect(records[0]?.attempts.map(({ backoffMs }) => backoffMs > 0)).toEqual([false, true, true]);
    const seen = observe(records, false);
    expect(seen).toMatchObject({ requests: 1, attempts: 3, retried: 1, firstAttempts: [] });
    expect(seen).toMatchObject({ firstAttemptAvailability: { value: 0 }, availability: { value: 1 } });
  });

  it("end after as many attempts as the file says, and with what cannot pass", async () => {
    const server = await serve((_, response) => sendJson(response, { error: "broken" }, 500));
    const model = await load(server.url, { limits: { attempts: 3 } });
    expect((await model.predictEach(numberedImages(1))).images[0]).toMatchObject({
      words: "HTTP 500: broken (in the last of 3 attempts)",
    });
    expect(server.received).toHaveLength(3);
  });

  it("do not begin before the server's Retry-After, which holds for every request", async () => {
    const asked: number[] = [];
    const server = await serve((request, response) => {
      asked.push(performance.now());
      if (asked.length > 1) answer(request, response);
      else response.writeHead(429, { "retry-after-ms": "300" }).end();
    });
    const model = await load(server.url, { limits: { concurrency: 1 } });
    await model.predictEach(numberedImages(2));
    // The first was refused; neither the second image nor the second attempt came before the time was over.
    expect(asked).toHaveLength(3);
    expect((asked[1] ?? 0) - (asked[0] ?? 0)).toBeGreaterThan(295);
  });

  it("give up where the server asks to wait longer than the file allows", async () => {
    const server = await serve((_, response) => response.writeHead(429, { "retry-after": "3600" }).end());
    const model = await load(server.url);
    expect((await model.predictEach(numberedImages(1))).images[0]).toMatchObject({
      words: expect.stringContaining("asks to wait 3600 s, longer than the 2 s of the file"),
    });
    expect(server.received).toHaveLength(1);
  });

  it("wait a random share of a time that doubles up to its most, the same for the same seed", () => {
    const { limits } = hfEndpoint("http://127.0.0.1:1", { limits: { attempts: 10, backoffSeconds: { first: 1, most: 4 } } });
    const attempt = { result: new TransportFailure("reset", "closed"), retryAfterMs: null } as Attempt;
    const waits = (seed: number) => {
      const random = randomStream(seed, "jitter");
      return Array.from({ length: 9 }, (_, index) => {
        const next = nextAfter(attempt, index + 1, limits, random);
        return next.kind === "again" ? next.waitMs : Number.NaN;
      });
    };
    expect(waits(1)).toEqual(waits(1));
    expect(waits(1)).not.toEqual(waits(2));
    for (let seed = 0; seed < 200; seed += 1) {
      for (const [index, wait] of waits(seed).entries()) {
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(1000 * Math.min(4, 2 ** index));
      }
    }
  });
});

describe("Retry-After", () => {
  const now = Date.parse("2026-11-28T12:00:00Z");

  it.each([
    [{ "retry-after": "2" }, 2000],
    [{ "retry-after": " 0 " }, 0],
    [{ "retry-after": "Sat, 28 Nov 2026 12:00:05 GMT" }, 5000],
    [{ "retry-after": "Sat, 28 Nov 2026 11:00:00 GMT" }, 0],
    [{ "retry-after": "99999999999" }, 86_400_000],
    [{ "retry-after-ms": "20", "retry-after": "1" }, 20],
    [{ "retry-after": "-1" }, null],
    [{ "retry-after": "2026" }, 2_026_000],
    [{ "retry-after": "soon" }, null],
    [{ "retry-after": "Infinity" }, null],
    [{}, null],
  ])("%j is %s ms", (headers, expected) => {
    expect(retryAfterMs(headers as Record<string, string>, now)).toBe(expected);
  });
});

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
      const later = begun[index + 30];
      if (later !== undefined) expect(later - at).toBeGreaterThanOrEqual(60_000);
    }
  });
});

describe("the budget", () => {
  const requests = async (changes: Parameters<typeof hfEndpoint>[1], count: number, handler = answer) => {
    const server = await serve(handler);
    const model = await load(server.url, changes);
    const { images } = await model.predictEach(numberedImages(count));
    const spent = images.filter((image) => image.state === "unasked" && image.why === "budget").length;
    return { sent: server.received.length, spent, predicted: images.filter(({ state }) => state === "predicted").length, model };
  };
  const prices = { date: "2026-11-01", source: "https://example.org/prices", currency: "USD", failedRequests: "charged" } as const;

  it("of requests is kept to the last one, with many under way at once", async () => {
    const limits = { concurrency: 32, budget: { requests: 100, money: null } };
    expect(await requests({ limits }, 150)).toMatchObject({ sent: 100, predicted: 100, spent: 50 });
  });

  it("of requests counts retries", async () => {
    let count = 0;
    const everySecond: Handler = (request, response) => {
      count += 1;
      if (count % 2 === 1) sendJson(response, {}, 503);
      else answer(request, response);
    };
    const limits = { concurrency: 4, attempts: 10, budget: { requests: 51, money: null } };
    const { sent, predicted, spent } = await requests({ limits }, 60, everySecond);
    expect(sent).toBe(51);
    expect(predicted).toBe(25);
    expect(predicted + spent).toBe(60);
  });

  it("of money is never exceeded by one request", async () => {
    const limits = { concurrency: 32, budget: { requests: 1000, money: 0.1 } };
    // 0.1 / 0.003 = 33.3
    expect(await requests({ limits, prices: { ...prices, perRequest: 0.001, perImage: 0.002 } }, 60)).toMatchObject({
      sent: 33,
      spent: 27,
    });
    const exact = { ...limits, budget: { requests: 1000, money: 0.3 } };
    // Ten times 0.03 is 0.3, also in binary.
    expect(await requests({ limits: exact, prices: { ...prices, perRequest: 0.03 } }, 20)).toMatchObject({ sent: 10 });
  });

  it("of money gives back what the provider did not count, and charges failures as the file says", async () => {
    const server = await serve((_, response) =>
      sendJson(response, {
        choices: [{ finish_reason: "stop", message: { content: '{"label":"class 1"}' } }],
        usage: { prompt_tokens: 100, completion_tokens: 10 },
      }),
    );
    // At most (1000 · 1 + 100 · 10) / 10^6 = 0.002 a request; counted are (100 + 10 · 10) / 10^6 = 0.0002.
    const changes = {
      prices: { ...prices, perMillionInputTokens: 1, perMillionOutputTokens: 10 },
      limits: { concurrency: 1, budget: { requests: 1000, money: 0.005 }, tokensPerRequest: { input: 1000, output: 100 } },
    };
    const model = await backend.load(await sourceOf(openaiEndpoint(server.url, changes)));
    const { records } = await model.predictEach(numberedImages(40));
    // After n requests 0.0002 n are spent, and another may begin while that is at most 0.003.
    expect(server.received).toHaveLength(16);
    expect(observe(records, true)).toMatchObject({
      cost: { value: expect.closeTo(0.0032, 9), basis: "estimated" },
      inputTokens: { value: 1600, basis: "provider-reported" },
    });
    const refused = (failedRequests: "free" | "charged") =>
      requests(
        {
          limits: { attempts: 1, concurrency: 1, budget: { requests: 50, money: 0.05 } },
          prices: { ...prices, failedRequests, perRequest: 0.01 },
        },
        20,
        (_, response) => sendJson(response, {}, 400),
      );
    expect(await refused("charged")).toMatchObject({ sent: 5 });
    expect(await refused("free")).toMatchObject({ sent: 20 });
  });

  it("is one for a run, also when it goes on in another process", async () => {
    const ledger = join(await temporaryFolder(), "twin.ledger.jsonl");
    const server = await serve(answer);
    const endpoint = hfEndpoint(server.url, { outputs: "labels", limits: { budget: { requests: 10, money: null } } });
    for (const expected of [7, 3, 0]) {
      const before = server.received.length;
      const model = await backend.load(await sourceOf(endpoint, { ledger }));
      await model.predictEach(numberedImages(7));
      expect(server.received.length - before).toBe(expected);
      await model.dispose();
    }
    expect((await readFile(ledger, "utf8")).split("\n")).toHaveLength(12);
    const other = hfEndpoint(server.url, { name: "other", outputs: "labels" });
    await expect(backend.load(await sourceOf(other, { ledger }))).rejects.toThrow(/spent on another endpoint/);
  });

  it("ends a prediction with a line that says so", async () => {
    const server = await serve(answer);
    const model = await load(server.url, { limits: { budget: { requests: 1, money: null } } });
    await expect(model.predict(numberedImages(2))).rejects.toThrow(BudgetSpentError);
    await expect(model.predict(numberedImages(1))).rejects.toThrow(/the budget is spent; expected at most 1 requests a run/);
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

it("asks about each image once with 10,000 of them and 5% of the attempts failing", { timeout: 120_000 }, async () => {
  const count = 10_000;
  const random = randomStream(1, "faults");
  const triton = oipServer(flavours[0] as (typeof flavours)[number]);
  let came = 0;
  let failed = 0;
  const server = await serve((request, response) => {
    came += 1;
    if (random.uniform() >= 0.05) return triton(request, response);
    failed += 1;
    const kind = random.below(4);
    if (kind === 0) response.writeHead(429, { "retry-after-ms": "1" }).end();
    else if (kind === 1) sendJson(response, { error: "later" }, 503);
    else if (kind === 2) response.destroy();
    // Reset after the work was done, in the middle of the answer.
    else response.writeHead(200, { "content-length": "500" }).write("{", () => response.destroy());
  }, { keep: false });
  const ledger = join(await temporaryFolder(), "twin.ledger.jsonl");
  const cassettes = await temporaryFolder();
  const endpoint = oipEndpoint(server.url, { encoding: "binary", limits: { concurrency: 16, attempts: 8 } });
  const model = await backend.load(await sourceOf(endpoint, { mode: "record", cassettes, ledger }));
  const images: HostTensor = hostTensor([count, 4, 4, 1], numberedImages(count).data);
  const { images: outcomes, records } = await model.predictEach(images);
  await model.dispose();
  const wrong = outcomes.filter((outcome, index) => {
    if (outcome.state !== "predicted") return true;
    return outcome.values.indexOf(5) !== logitsOf(numberedImages(1, index).data).indexOf(5);
  });
  expect(wrong).toEqual([]);
  expect(failed).toBeGreaterThan(0.04 * count);
  const seen = observe(records, false);
  expect(seen).toMatchObject({ requests: count, images: count });
  expect(new Set(records.map(({ key }) => key)).size).toBe(count);
  // Every attempt that came to the server is known here, with three or more questions of readiness before.
  const known = (await readFile(ledger, "utf8")).split("\n").length - 2;
  expect(known).toBe(came);
  expect(seen.attempts).toBeLessThanOrEqual(came - 3);
  expect(seen.retried).toBeGreaterThan(0.04 * count);
  expect(seen.firstAttemptAvailability.value).toBeCloseTo(0.95, 1);
  expect((await readFile(join(cassettes, "twin.jsonl"), "utf8")).split("\n")).toHaveLength(count + 2);
});
