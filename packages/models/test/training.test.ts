import type { Optimizer } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { adamScalars, dropoutMasks, findModel } from "../src/index.ts";

describe("adamScalars", () => {
  it("folds the bias corrections: equal to Algorithm 1 over 20 steps", () => {
    const adam = { kind: "adam", learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 } satisfies Optimizer;
    let [m, v, unscaledM, unscaledV, p, folded] = [0, 0, 0, 0, 1, 1];
    for (let step = 1; step <= 20; step += 1) {
      const gradient = Math.sin(step) / step;
      m = 0.9 * m + 0.1 * gradient;
      v = 0.999 * v + 0.001 * gradient ** 2;
      p -= (1e-3 * (m / (1 - 0.9 ** step))) / (Math.sqrt(v / (1 - 0.999 ** step)) + 1e-8);
      unscaledM = 0.9 * unscaledM + gradient;
      unscaledV = 0.999 * unscaledV + gradient ** 2;
      const { a, e } = adamScalars(adam, step);
      folded -= (a * unscaledM) / (Math.sqrt(unscaledV) + e);
    }
    expect(folded).toBeCloseTo(p, 12);
  });
});

describe("dropoutMasks", () => {
  it("drops the stated share and scales the rest", () => {
    const mask = dropoutMasks(findModel("torch-catsdogs-cnn"), { seed: 1, step: 0, batch: 32 }).get("dropout1");
    expect(mask?.shape).toEqual([32, 1024]);
    expect(new Set(mask?.data)).toEqual(new Set([0, Math.fround(1 / 0.8)]));
    const dropped = (mask?.data.filter((value) => value === 0).length ?? 0) / (32 * 1024);
    // Five standard errors of a share of 0.2 in 32,768 draws.
    expect(Math.abs(dropped - 0.2)).toBeLessThan(5 * Math.sqrt((0.2 * 0.8) / 32_768));
  });
});
