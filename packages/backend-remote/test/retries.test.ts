import { randomStream } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { createRemoteBackend, observe } from "../src/index.ts";
import { nextAfter } from "../src/manners/retry.ts";
import type { Attempt } from "../src/transport/attempt.ts";
import { TransportFailure } from "../src/transport/failure.ts";
import { retryAfterMs } from "../src/transport/retry-after.ts";
import { hfEndpoint, numberedImages, sourceOf } from "./fixtures/endpoints.ts";
import { sendJson, serve, type Handler } from "./fixtures/loopback.ts";

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
    const { limits } = hfEndpoint("http://127.0.0.1:1", {
      limits: { attempts: 10, backoffSeconds: { first: 1, most: 4 } },
    });
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
