import { referenceBackend } from "@evenkeel/backend-reference";
import { UnsupportedError, type Backend } from "@evenkeel/core";
import { inferShapes, parseModelSpec } from "@evenkeel/models";
import { describe, expect, it, vi } from "vitest";
import { gatePassed } from "../src/judge.ts";
import { clearMargin, smallestMargin } from "../src/lesson/margins.ts";
import { drawNetwork } from "../src/random/draw-network.ts";
import { drawSteady } from "../src/random/random-cases.ts";
import { runCase, runChecks } from "../src/run-checks.ts";
import { float32Backend } from "./faults/faulty-backend.ts";
import { modelFaults } from "./faults/model-faults.ts";
import { layerFaults } from "./faults/layer-faults.ts";

const layers = new Set([] as const);
const check = (backend: Backend, count: number, seed: number) =>
  runChecks(backend, { layers, random: { count, seed } });

describe("random networks", () => {
  it("are the same for the same seed, others for others, and hold every layer kind", () => {
    const drawn = Array.from({ length: 120 }, (_, seed) => drawNetwork(seed, 0));
    expect(drawNetwork(7, 0)).toEqual(drawn[7]);
    expect(new Set(drawn.map(({ layers: all, input }) => JSON.stringify([input, all]))).size).toBeGreaterThan(110);
    const kinds = new Set(drawn.flatMap(({ layers: all }) => all.map(({ kind }) => kind)));
    expect(kinds.size).toBe(12);
    for (const spec of drawn) {
      expect(parseModelSpec(spec)).toEqual(spec);
      expect([...inferShapes(spec).values()].at(-1)).toEqual([spec.classes]);
    }
  });

  it("keep clear of kinks", async () => {
    for (const seed of [1, 2, 3]) {
      const { one } = await drawSteady(seed);
      for (const { lesson } of one.parts)
        expect(await smallestMargin(await lesson())).toBeGreaterThanOrEqual(clearMargin);
    }
  });

  it("cost the oracle nothing once they were found steady", async () => {
    const { one } = await drawSteady(4);
    const calls = [vi.spyOn(referenceBackend, "load"), vi.spyOn(referenceBackend, "loadTrainable")];
    const results = await runCase(float32Backend(), one, { threads: null });
    expect(results.map(({ verdict }) => verdict)).toEqual(results.map(() => "passed"));
    for (const call of calls) expect(call).not.toHaveBeenCalled();
    await runCase(float32Backend(), { ...one, parts: one.parts.map((part) => ({ ...part })) }, { threads: null });
    for (const call of calls) expect(call).toHaveBeenCalled();
    vi.restoreAllMocks();
  });

  it("pass on a right backend, each under the id of its seed", async () => {
    const told: [number, number][] = [];
    const results = await runChecks(float32Backend(), {
      layers,
      random: { count: 12, seed: 30 },
      onCheck: (_result, done, of) => {
        told.push([done, of]);
      },
    });
    expect(results.filter(({ verdict }) => verdict !== "passed")).toEqual([]);
    expect(new Set(results.map(({ subject }) => subject)).size).toBe(12);
    expect(results[0]?.id).toBe("random/30/logits");
    for (const [done, of] of told) expect(done).toBeLessThanOrEqual(of);
    const [alone] = await check(float32Backend(), 1, 33);
    expect(results).toContainEqual(alone);
  });

  it("find a fault, and say the smallest network that shows it", async () => {
    const results = await check(float32Backend({ layers: layerFaults.noConvolutionBias }), 6, 1);
    const failed = results.filter(({ verdict }) => verdict === "failed");
    expect(failed.length).toBeGreaterThan(0);
    for (const { message } of failed) {
      const [, smallest = ""] = message.split("; smallest: ");
      expect(smallest).toMatch(/^\d+×\d+×\d+ > .*\(filters .*bias true\).* > logits \(units 3, bias true\); /);
      expect(smallest.split(" > ").length).toBeLessThanOrEqual(5);
    }
  });

  // What is asked between two calls, and nothing between two others, shows without an answer that is compared.
  it.each(["stepsCountedOnceACall", "predictResetsOptimizer", "callAfterCallResetsOptimizer"] as const)(
    "find a model object that goes wrong over steps: %s",
    async (name) => {
      expect(gatePassed(await check(modelFaults[name], 4, 1))).toBe(false);
    },
  );

  it("may be refused", async () => {
    const refusing: Backend = {
      ...float32Backend(),
      load: async () => {
        throw new UnsupportedError("no such stride");
      },
    };
    const results = await check(refusing, 1, 3);
    expect(results[0]).toMatchObject({ verdict: "unsupported", message: "no such stride" });
    expect(gatePassed(results)).toBe(true);
  });
});
