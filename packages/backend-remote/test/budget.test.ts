import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createRemoteBackend, observe } from "../src/index.ts";
import { BudgetSpentError } from "../src/manners/budget.ts";
import { hfEndpoint, numberedImages, openaiEndpoint, sourceOf, temporaryFolder } from "./fixtures/endpoints.ts";
import { sendJson, serve, type Handler } from "./fixtures/loopback.ts";

const backend = createRemoteBackend({ environment: {} });
const good = [{ label: "class 0", score: 1 }];
const answer: Handler = (_, response) => sendJson(response, good);

async function load(url: string, changes: Parameters<typeof hfEndpoint>[1] = {}, using = backend) {
  return using.load(await sourceOf(hfEndpoint(url, { outputs: "labels", ...changes })));
}

describe("the budget", () => {
  const requests = async (changes: Parameters<typeof hfEndpoint>[1], count: number, handler = answer) => {
    const server = await serve(handler);
    const model = await load(server.url, changes);
    const { images } = await model.predictEach(numberedImages(count));
    const spent = images.filter((image) => image.state === "unasked" && image.why === "budget").length;
    return {
      sent: server.received.length,
      spent,
      predicted: images.filter(({ state }) => state === "predicted").length,
      model,
    };
  };
  const prices = {
    date: "2026-11-01",
    source: "https://example.org/prices",
    currency: "USD",
    failedRequests: "charged",
  } as const;

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
      limits: {
        concurrency: 1,
        budget: { requests: 1000, money: 0.005 },
        tokensPerRequest: { input: 1000, output: 100 },
      },
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

  it("is spent by a provider that claims more tokens than there are, and the run goes on to know it", async () => {
    const ledger = join(await temporaryFolder(), "twin.ledger.jsonl");
    const server = await serve((_, response) =>
      sendJson(response, {
        choices: [{ finish_reason: "stop", message: { content: '{"label":"class 1"}' } }],
        usage: { prompt_tokens: Number.MAX_SAFE_INTEGER, completion_tokens: 1 },
      }),
    );
    const endpoint = openaiEndpoint(server.url, {
      prices: { ...prices, perMillionInputTokens: 1000 },
      limits: {
        concurrency: 1,
        budget: { requests: 100, money: 50 },
        tokensPerRequest: { input: 1000, output: 100 },
      },
    });
    for (const predicted of [1, 0]) {
      const model = await backend.load(await sourceOf(endpoint, { ledger }));
      const { images } = await model.predictEach(numberedImages(3));
      expect(images.filter(({ state }) => state === "predicted")).toHaveLength(predicted);
      await model.dispose();
    }
    expect(server.received).toHaveLength(1);
  });

  it("cuts requests short that say nothing of the endpoint's availability", async () => {
    let count = 0;
    const server = await serve((request, response) => {
      count += 1;
      if (count === 2) sendJson(response, {}, 503);
      else answer(request, response);
    });
    const model = await load(server.url, { limits: { concurrency: 1, budget: { requests: 2, money: null } } });
    const { records } = await model.predictEach(numberedImages(3));
    expect(observe(records, false)).toMatchObject({
      requests: 2,
      firstAttemptAvailability: { value: 0.5 },
      availability: { value: 1 },
    });
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
    await expect(model.predict(numberedImages(1))).rejects.toThrow(
      /the budget is spent; expected at most 1 requests a run/,
    );
  });
});
