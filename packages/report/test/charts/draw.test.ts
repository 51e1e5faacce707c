import fc from "fast-check";
import { expect, test } from "vitest";
import { logTicks, tickText } from "../../src/charts/draw.ts";

test("ticks between decades keep the digit that tells them apart", () => {
  expect([0.1, 0.15, 1.5, 2, 10_000].map(tickText)).toEqual(["0.1", "0.15", "1.5", "2", "10,000"]);
});

test("no two ticks of a logarithmic axis read the same", () => {
  fc.assert(
    fc.property(
      fc.double({ min: -3, max: 5, noNaN: true }),
      fc.double({ min: 0.2, max: 6, noNaN: true }),
      (low, decades) => {
        const words = logTicks([10 ** low, 10 ** (low + decades)]).map(tickText);
        expect(new Set(words).size).toBe(words.length);
      },
    ),
  );
});
