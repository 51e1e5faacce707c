import { hostTensor, randomStream } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import type { Exchange } from "../src/faults/fault.ts";
import { faultDefinitions } from "../src/faults/index.ts";
import { quantised } from "../src/faults/quantised-weights.ts";
import {
  inferBody,
  inferPath,
  inferred,
  logitsOf,
  pngOf,
  post,
  predictorOf,
  servedWith,
  started,
  tensorOf,
} from "./fixtures/served.ts";

const images = tensorOf(1, 2);
const by = (phase: number) => Array.from(logitsOf(images, phase).data);
const ask = (url: string) => post(`${url}${inferPath}`, inferBody(images));

describe("model-swap", () => {
  it("has another model predict from a request on, and says nothing", async () => {
    const { url } = await started({ fault: ["model-swap:after=2"] });
    const before = await (await fetch(`${url}/v2/models/tiny`)).json();
    expect(await inferred(url, images)).toEqual(by(1));
    expect(await inferred(url, images)).toEqual(by(1));
    expect(await inferred(url, images)).toEqual(by(2));
    expect(await (await fetch(`${url}/v2/models/tiny`)).json()).toEqual(before);
  });

  it("is refused where no other model is known", async () => {
    const served = { ...servedWith(), others: { swapped: null, withWeights: null } };
    await expect(started({ served, fault: ["model-swap"] })).rejects.toThrow(/no other model.*--swap-to/);
    await expect(started({ served, fault: ["quantised-weights"] })).rejects.toThrow(/weights are not known/);
  });
});

describe("quantised-weights", () => {
  it("rounds kernels to steps of one size a tensor, and leaves the rest", () => {
    const weights = new Map([
      ["conv.kernel", hostTensor([5], Float32Array.of(-1, -0.4, 0.011, 0.5, 0.9))],
      ["conv.bias", hostTensor([1], Float32Array.of(0.1234))],
      ["zero.kernel", hostTensor([2])],
    ]);
    const rounded = quantised(weights, 4);
    const steps = Array.from(rounded.get("conv.kernel")?.data ?? [], (value) => value * 7);
    for (const step of steps) expect(step).toBeCloseTo(Math.round(step), 5);
    expect(steps.map(Math.round)).toEqual([-7, -3, 0, 4, 6]);
    expect(rounded.get("conv.bias")).toEqual(weights.get("conv.bias"));
    expect(rounded.get("zero.kernel")).toEqual(weights.get("zero.kernel"));
  });

  it("has the rounded model predict, from a request on", async () => {
    const { url } = await started({ fault: ["quantised-weights:after=1"] });
    expect(await inferred(url, images)).toEqual(by(1));
    expect(await inferred(url, images)).toEqual(by(3));
  });
});

describe("drifting-labels", () => {
  const drifting = async (index: number, seed = 1) => {
    const fault = await faultDefinitions["drifting-labels"].start(
      { growth: 0.5, most: 1 },
      { served: servedWith(), random: randomStream(seed, "test"), wait: async () => undefined },
    );
    const many = tensorOf(...Array.from({ length: 2000 }, () => 1));
    const exchange: Exchange = { index, key: "", signal: new AbortController().signal };
    const predicted = await fault.predict?.(exchange, many, async (all) => logitsOf(all));
    const [a = 0, b = 0, c = 0] = logitsOf(tensorOf(1)).data;
    const rows = Array.from({ length: 2000 }, (_, at) =>
      Array.from(predicted?.data.subarray(3 * at, 3 * at + 3) ?? []),
    );
    const moved = rows.filter((row) => row.join(" ") === [c, a, b].join(" ")).length;
    expect(rows.filter((row) => row.join(" ") === [a, b, c].join(" ")).length).toBe(2000 - moved);
    return moved / 2000;
  };

  it("moves a share of images to the next class that grows with the requests", async () => {
    expect(await drifting(0)).toBe(0);
    // 2,000 draws at 0.25 lie within five deviations of it: 0.048.
    expect(Math.abs((await drifting(500)) - 0.25)).toBeLessThan(0.05);
    expect(await drifting(5000)).toBe(1);
  });
});

describe("cached-responses", () => {
  it("repeats the reply of an equal request, computes nothing and says so", async () => {
    const predictor = predictorOf();
    const { url } = await started({ served: servedWith(predictor), fault: ["cached-responses", "model-swap:1"] });
    const [first, second, other] = [
      await ask(url),
      await ask(url),
      await post(`${url}${inferPath}`, inferBody(tensorOf(3))),
    ];
    expect(await second.text()).toBe(await first.text());
    expect([first, second, other].map(({ headers }) => headers.get("age"))).toEqual([null, "1", null]);
    expect(predictor.asked()).toBe(1);
  });

  it("says nothing where it shall not, and forgets the oldest", async () => {
    const predictor = predictorOf();
    const { url } = await started({ served: servedWith(predictor), fault: ["cached-responses:announced=0,entries=1"] });
    await ask(url);
    expect((await ask(url)).headers.get("age")).toBeNull();
    await post(`${url}${inferPath}`, inferBody(tensorOf(3)));
    await ask(url);
    expect(predictor.asked()).toBe(3);
  });
});

describe("too-many-requests and server-error", () => {
  it("come with Retry-After, each in the form of its protocol's errors", async () => {
    const { url } = await started({ fault: ["too-many-requests:share=1,retry-after=3"] });
    const replies = [
      await ask(url),
      await post(`${url}/v1/chat/completions`, "{}"),
      await post(`${url}/models/tiny`, new Uint8Array(await pngOf(1))),
    ];
    expect(replies.map(({ status, headers }) => [status, headers.get("retry-after")])).toEqual(
      Array.from({ length: 3 }, () => [429, "3"]),
    );
    const [oip, openai, hf] = await Promise.all(replies.map((reply) => reply.json()));
    expect(oip).toEqual({ error: expect.stringMatching(/injected/) });
    expect(openai).toMatchObject({ error: { type: "rate_limit_error", code: "rate_limit_exceeded" } });
    expect(hf).toEqual({ error: expect.stringMatching(/injected/) });
  });

  it("happen to predictions alone", async () => {
    const { url } = await started({ fault: ["server-error:share=1,status=502"] });
    expect((await ask(url)).status).toBe(502);
    expect((await fetch(`${url}/v2/health/ready`)).status).toBe(200);
  });

  it("happen to the same requests for the same seed", async () => {
    const statuses = async (seed: number) => {
      const { url } = await started({ fault: ["server-error:0.2", "too-many-requests:0.2"], seed });
      const seen = [];
      for (let request = 0; request < 60; request += 1) seen.push((await ask(url)).status);
      return seen;
    };
    const [first, again, other] = [await statuses(1), await statuses(1), await statuses(2)];
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
    expect(new Set(first)).toEqual(new Set([200, 429, 503]));
  });
});

describe("slow-first-byte", () => {
  it("keeps a reply back for so long", async () => {
    const waits: number[] = [];
    const wait = async (ms: number) => void waits.push(ms);
    const { url } = await started({ fault: ["slow-first-byte:share=1,ms=1234"], wait });
    expect(await inferred(url, images)).toEqual(by(1));
    expect(waits).toEqual([1234]);
  });

  it("does not keep a server from stopping", async () => {
    const server = await started({ fault: ["slow-first-byte:share=1,ms=1000000"] });
    const asked = ask(server.url);
    while (!server.tally().includes("2 images")) await new Promise((resolve) => setImmediate(resolve));
    await server.close();
    expect((await asked).status).toBe(200);
  });
});

describe("dropped-connection", () => {
  it("breaks off before the reply", async () => {
    const server = await started({ fault: ["dropped-connection:share=1,in-body=0"] });
    await expect(ask(server.url)).rejects.toThrow(/fetch failed|terminated/);
    expect(server.tally()).toMatch(/1 × broken off/);
  });

  it("breaks off within the body", async () => {
    const { url } = await started({ fault: ["dropped-connection:share=1,in-body=1"] });
    const reply = await ask(url);
    expect(reply.status).toBe(200);
    await expect(reply.text()).rejects.toThrow(/fetch failed|terminated/);
  });
});
