import { DataError, hostTensor } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { checkFinite } from "../src/index.ts";

const weights = (value: number) =>
  new Map([
    ["a.kernel", hostTensor([2], Float32Array.of(1, 2))],
    ["b.kernel", hostTensor([2, 3, 2], new Float32Array(12).with(9, value))],
  ]);

describe("checkFinite", () => {
  it.each([Number.NaN, Infinity, -Infinity])("refuses %s by tensor and place", (value) => {
    expect(() => checkFinite(weights(value), "w.safetensors")).toThrow(DataError);
    expect(() => checkFinite(weights(value), "w.safetensors")).toThrow(
      `w.safetensors: weights that are no finite numbers; expected finite numbers; got ${value} at b.kernel[1, 1, 1]`,
    );
  });

  it("takes every other number", () => {
    for (const value of [0, -0, 3.4e38, 1e-45]) expect(() => checkFinite(weights(value), "x")).not.toThrow();
  });
});
