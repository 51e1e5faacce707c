import type { Optimizer } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { update } from "../src/optimizers.ts";

/** Where one weight that starts at 1 stands after each gradient. */
function path(optimizer: Optimizer, gradients: readonly number[]): number[] {
  const p = Float64Array.of(1);
  const state = { m: new Float64Array(1), v: new Float64Array(1) };
  return gradients.map((gradient, index) => {
    update(optimizer, index + 1, p, Float64Array.of(gradient), state);
    return p[0] ?? Number.NaN;
  });
}

describe("update, by hand", () => {
  it("plain SGD", () => {
    expect(path({ kind: "sgd", learningRate: 0.5, momentum: 0 }, [1, -2])).toEqual([0.5, 1.5]);
  });

  it("SGD with momentum: v = 1, 2.5, 1.25", () => {
    expect(path({ kind: "sgd", learningRate: 0.5, momentum: 0.5 }, [1, 2, 0])).toEqual([0.5, -0.75, -1.375]);
  });

  it("Adam's first step is lr·g / (|g| + ε), whatever the betas", () => {
    const adam = { kind: "adam", learningRate: 0.5, beta1: 0.9, beta2: 0.99, epsilon: 1 } as const;
    expect(path(adam, [3])[0]).toBeCloseTo(1 - (0.5 * 3) / (3 + 1), 12);
    expect(path(adam, [-3])[0]).toBeCloseTo(1 + (0.5 * 3) / (3 + 1), 12);
  });

  it("Adam's second step", () => {
    // β1 = β2 = 1/2, gradients 2 and 4: m = 1, 2.5; v = 2, 9; corrected by 1 − 1/4: 10/3 and 12.
    const adam = { kind: "adam", learningRate: 1, beta1: 0.5, beta2: 0.5, epsilon: 0.25 } as const;
    const first = 1 - 2 / (2 + 0.25);
    expect(path(adam, [2, 4])[1]).toBeCloseTo(first - 10 / 3 / (Math.sqrt(12) + 0.25), 12);
  });
});
