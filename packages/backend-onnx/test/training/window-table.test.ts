import type { LayerOf } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { isPartition, rowsOf, tapMajor, tapPixels, windowTable } from "../../src/training/window-table.ts";

type Pool = LayerOf<"max-pool2d">;

const pool = (choices: Partial<Pool> = {}): Pool => ({
  kind: "max-pool2d",
  name: "pool",
  inputs: ["input"],
  size: [2, 2],
  strides: [2, 2],
  padding: "valid",
  ...choices,
});

describe("windowTable", () => {
  it("lists each window's pixels row by row and drops odd edges", () => {
    const table = windowTable(pool(), 3, 5);
    expect(table).toMatchObject({ outHeight: 1, outWidth: 2, taps: 4, inputPixels: 15 });
    expect([...table.pixels]).toEqual([0, 1, 5, 6, 2, 3, 7, 8]);
    expect([...tapPixels(table, 2)]).toEqual([5, 7]);
    expect([...rowsOf(table, Int32Array.of(1))]).toEqual([2, 3, 7, 8]);
    expect([...tapMajor(table.pixels, 4)]).toEqual([0, 2, 1, 3, 5, 7, 6, 8]);
  });

  it("marks padding, which `same` puts at the bottom and right first", () => {
    const table = windowTable(pool({ padding: "same" }), 3, 3);
    expect([...table.pixels]).toEqual([0, 1, 3, 4, 2, -1, 5, -1, 6, 7, -1, -1, 8, -1, -1, -1]);
  });

  it("spreads a dilated kernel", () => {
    const conv = { kernel: [2, 2], strides: [1, 1], padding: "valid", dilation: [2, 1], bias: true } as const;
    const table = windowTable({ kind: "conv2d", name: "conv", inputs: ["input"], filters: 1, ...conv }, 3, 2);
    expect([...table.pixels]).toEqual([0, 1, 4, 5]);
  });
});

describe("isPartition", () => {
  it("holds where windows lie beside each other or apart, not where they overlap or are padded", () => {
    expect(isPartition(windowTable(pool(), 5, 4))).toBe(true);
    expect(isPartition(windowTable(pool({ strides: [3, 3] }), 8, 8))).toBe(true);
    expect(isPartition(windowTable(pool({ strides: [1, 2] }), 4, 4))).toBe(false);
    expect(isPartition(windowTable(pool({ padding: "same" }), 5, 4))).toBe(false);
  });
});
