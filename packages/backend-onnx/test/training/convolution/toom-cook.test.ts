import { randomStream } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import type { Matrix } from "../../../src/training/convolution/toom-cook.ts";
import { fastMatrices, transposedMatrix } from "../../../src/training/convolution/toom-cook.ts";

const times = (matrix: Matrix, vector: readonly number[]): number[] =>
  matrix.map((row) => row.reduce((sum, value, at) => sum + value * (vector[at] ?? Number.NaN), 0));

/** m outputs of the correlation of n numbers with r weights, by its definition. */
function correlation(data: readonly number[], weights: readonly number[], m: number): number[] {
  return Array.from({ length: m }, (_, at) =>
    weights.reduce((sum, weight, tap) => sum + weight * (data[at + tap] ?? Number.NaN), 0),
  );
}

describe("fastMatrices", () => {
  it.each([
    [2, 3],
    [3, 3],
    [4, 3],
    [2, 5],
    [4, 5],
    [3, 4],
    [2, 7],
    [2, 2],
  ])("computes correlations: F(%i, %i)", (m, r) => {
    const random = randomStream(1, "toom-cook");
    const some = (count: number): number[] => Array.from({ length: count }, () => random.uniform() - 0.5);
    const [data, weights] = [some(m + r - 1), some(r)];
    const { output, kernel, input } = fastMatrices(m, r);
    const transformed = times(input, data);
    const outputs = times(
      output,
      times(kernel, weights).map((weight, at) => weight * (transformed[at] ?? Number.NaN)),
    );
    for (const [at, expected] of correlation(data, weights, m).entries()) {
      expect(outputs[at]).toBeCloseTo(expected, 12);
    }
  });

  it("is Lavin and Gray's F(2, 3) up to signs: 4 multiplications for 2 outputs, no factor but 1 and 1/2", () => {
    const { output, kernel, input } = fastMatrices(2, 3);
    expect([output.length, kernel.length, input.length]).toEqual([2, 4, 4]);
    const factors = new Set([...output, ...kernel, ...input].flat().map(Math.abs));
    expect([...factors].toSorted((left, right) => left - right)).toEqual([0, 0.5, 1]);
  });

  it("refuses what needs more points than it keeps", () => {
    expect(() => fastMatrices(5, 5)).toThrow(RangeError);
  });
});

describe("transposedMatrix", () => {
  it("swaps rows and columns", () => {
    expect(
      transposedMatrix([
        [1, 2, 3],
        [4, 5, 6],
      ]),
    ).toEqual([
      [1, 4],
      [2, 5],
      [3, 6],
    ]);
  });
});
