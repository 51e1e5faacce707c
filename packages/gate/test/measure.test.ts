import { describe, expect, it } from "vitest";
import { failures } from "../src/checks/difference.ts";
import { relativeError } from "../src/relative-error.ts";

describe("relativeError", () => {
  it("is the largest difference over the largest magnitude expected", () => {
    expect(relativeError([1, -4, 2.5], [1, -4, 2])).toBe(0.125);
    expect(relativeError([0, 0.25], [0, 0])).toBe(0.25);
    expect(relativeError([3], [3])).toBe(0);
  });

  it("is infinite for what cannot be compared", () => {
    expect(relativeError([1], [1, 2])).toBe(Infinity);
    expect(relativeError([Number.NaN, 1], [1, 1])).toBe(Infinity);
    expect(relativeError([Infinity], [1])).toBe(Infinity);
  });
});

describe("failures", () => {
  it("names what is beyond its tolerance, and only that", () => {
    const tolerances = { logits: 1e-4, loss: 1e-4, gradients: 1e-3, updates: 1e-4 };
    const differences = [
      { what: "logits", error: 1e-4, bound: "logits" },
      { what: "gradient of conv1.kernel", error: 0.25, bound: "gradients" },
      { what: "losses", error: Number.NaN, bound: "loss" },
    ] as const;
    expect(failures(differences, tolerances)).toEqual([
      "gradient of conv1.kernel: off by 2.5e-1, allowed 0.001",
      "losses: off by NaN, allowed 0.0001",
    ]);
  });
});
