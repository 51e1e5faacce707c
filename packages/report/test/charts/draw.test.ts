import fc from "fast-check";
import { expect, test } from "vitest";
import { logTicks, roomyTicks, tickText } from "../../src/charts/draw.ts";

test("ticks between decades keep the digit that tells them apart", () => {
  expect([0.1, 0.15, 1.5, 2, 10_000, 1.5e6].map(tickText)).toEqual(["0.1", "0.15", "1.5", "2", "10,000", "1.5M"]);
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

test("the words of a horizontal axis never meet, and at least one stands wherever a tick does", () => {
  const width = 362;
  fc.assert(
    fc.property(
      fc.double({ min: -3, max: 7, noNaN: true }),
      fc.double({ min: 0.2, max: 6, noNaN: true }),
      (low, decades) => {
        const domain = [10 ** low, 10 ** (low + decades)] as const;
        const ticks = roomyTicks(domain, width);
        expect(ticks.length > 0).toBe(logTicks(domain).length > 0);
        const ends = ticks.map((tick) => {
          const middle = (width * Math.log10(tick / domain[0])) / decades;
          return [middle - 4 * tickText(tick).length, middle + 4 * tickText(tick).length] as const;
        });
        for (const [index, [left]] of ends.entries()) {
          expect(left).toBeGreaterThan(ends[index - 1]?.[1] ?? Number.NEGATIVE_INFINITY);
        }
      },
    ),
  );
});
