import fc from "fast-check";
import { expect, test } from "vitest";
import { spreadApart } from "../../src/charts/end-labels.ts";

test("labels keep their order, their distance and the frame", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0, max: 200, noNaN: true }), { maxLength: 8 }), (positions) => {
      const sorted = positions.toSorted((a, b) => a - b);
      const placed = spreadApart(sorted, 18, 200);
      for (const [index, place] of placed.entries()) {
        expect(place).toBeGreaterThanOrEqual(-1e-9);
        expect(place).toBeLessThanOrEqual(200 + 1e-9);
        expect(place - (placed[index - 1] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(18 - 1e-9);
      }
    }),
  );
});

test("labels that do not overlap stay where their lines end", () => {
  expect(spreadApart([10, 50, 120], 18, 200)).toEqual([10, 50, 120]);
});
