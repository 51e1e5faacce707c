import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { BlockTable } from "../../src/training/blocks.ts";
import { transposedTable } from "../../src/training/blocks.ts";
import { outside } from "../../src/training/window-table.ts";

/** Adds numbers up as a table says. */
function summed({ results, most, sources }: BlockTable, values: readonly number[]): number[] {
  return Array.from({ length: results }, (_, result) =>
    sources
      .subarray(result * most, (result + 1) * most)
      .reduce((sum, block) => sum + (block === outside ? 0 : (values[block] ?? Number.NaN)), 0),
  );
}

describe("transposedTable", () => {
  it("adds each block back to the pixel that it was read from, whatever the pattern", () => {
    const pattern = fc.integer({ min: 1, max: 9 }).chain((pixels) =>
      fc.record({
        pixels: fc.constant(pixels),
        targets: fc.array(fc.integer({ min: outside, max: pixels - 1 }), { maxLength: 30 }),
      }),
    );
    fc.assert(
      fc.property(pattern, ({ pixels, targets }) => {
        const values = targets.map((_, reading) => 2 ** reading);
        const expected = Array.from({ length: pixels }, () => 0);
        for (const [reading, target] of targets.entries()) {
          if (target !== outside) expected[target] = (expected[target] ?? 0) + (values[reading] ?? 0);
        }
        expect(summed(transposedTable(Int32Array.from(targets), pixels), values)).toEqual(expected);
      }),
    );
  });

  it("numbers blocks as it is told", () => {
    const table = transposedTable(Int32Array.of(0, 1, 1), 2, (reading) => reading + 10);
    expect(table).toMatchObject({ results: 2, most: 2 });
    expect([...table.sources]).toEqual([10, outside, 11, 12]);
  });
});
