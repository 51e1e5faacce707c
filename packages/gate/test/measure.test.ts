import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { measure, ulpDistance } from "../src/measure.ts";

describe("measure", () => {
  it("finds the element that is furthest off, relative to the largest magnitude expected", () => {
    expect(measure([1, -4, 2.5], [1, -4, 2])).toEqual({
      index: 2,
      got: 2.5,
      expected: 2,
      maxAbsolute: 0.5,
      maxRelative: 0.125,
      maxUlp: 2 ** 21,
    });
    expect(measure([3], [3])).toMatchObject({ maxAbsolute: 0, maxRelative: 0, maxUlp: 0 });
  });

  it("is relative to another scale where told so, and to 1 where only zeros are expected", () => {
    expect(measure([0, 0.25], [0, 0.5], 4).maxRelative).toBe(0.0625);
    expect(measure([0, 0.25], [0, 0])).toMatchObject({ maxRelative: 0.25, maxUlp: Infinity });
  });

  it("is infinite for what is not a finite number, and points at it", () => {
    expect(measure([1, Number.NaN, 5], [1, 1, 1])).toMatchObject({ index: 1, maxRelative: Infinity, maxUlp: Infinity });
    expect(measure([Infinity], [1])).toMatchObject({ maxAbsolute: Infinity, maxUlp: Infinity });
  });

  it("refuses another length", () => {
    expect(() => measure([1], [1, 2])).toThrow(RangeError);
  });
});

describe("ulpDistance", () => {
  it("counts float32 numbers, across zero too", () => {
    expect(ulpDistance(1, 1 + 2 ** -23)).toBe(1);
    expect(ulpDistance(1, 1 - 2 ** -24)).toBe(1);
    expect(ulpDistance(0, -0)).toBe(0);
    expect(ulpDistance(2 ** -149, -(2 ** -149))).toBe(2);
    expect(ulpDistance(-1, -1 - 2 ** -22)).toBe(2);
  });

  it("is a distance: symmetric, zero only for equal float32, additive over what lies between", () => {
    const float = fc.float({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(float, float, float, (...values) => {
        const [a = 0, b = 0, c = 0] = values.toSorted((x, y) => x - y);
        expect(ulpDistance(a, b)).toBe(ulpDistance(b, a));
        expect(ulpDistance(a, b) === 0).toBe(a === b);
        expect(ulpDistance(a, b) + ulpDistance(b, c)).toBe(ulpDistance(a, c));
      }),
    );
  });
});
