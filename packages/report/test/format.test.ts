import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  bare,
  duration,
  largeCount,
  moment,
  percent,
  scientific,
  sentenceList,
  significant,
  times,
  withUnit,
} from "../src/format.ts";

const space = "\u00A0";

describe("significant", () => {
  test.each([
    [0, "0"],
    [0.2134, "0.213"],
    [4.9812, "4.98"],
    [12_046.3, "12,046"],
    [99.96, "100"],
    [0.00023, `2.3${space}×${space}10⁻⁴`],
    [-0.5, "-0.500"],
  ])("%d", (value, text) => expect(significant(value)).toBe(text));

  test("never shows JavaScript's exponent, and stays within half a percent of the value", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-3, max: 1e12, noNaN: true }), (value) => {
        const text = significant(value);
        expect(text).not.toContain("e");
        expect(Math.abs(Number(text.replaceAll(",", "")) - value)).toBeLessThanOrEqual(0.00501 * value);
      }),
    );
  });
});

test("scientific drops a mantissa of one", () => {
  expect(scientific(1e-4)).toBe("10⁻⁴");
  expect(scientific(5e-3)).toBe(`5${space}×${space}10⁻³`);
});

test("values are shown in their column's unit, and with it in sentences", () => {
  expect(bare(88 * 2 ** 20, "bytes")).toBe("88.0");
  expect(withUnit(88 * 2 ** 20, "bytes")).toBe("88.0 MiB");
  expect(withUnit(0.8425, "ratio")).toBe("84.25%");
  expect(withUnit(4.9e-6, "ratio")).toBe(`4.9${space}×${space}10⁻⁶`);
  expect(bare(0.8425, "ratio")).toBe("84.25");
  expect(withUnit(6012.4, "images/s")).toBe("6,012 images/s");
  expect(withUnit(0.49512, "nats")).toBe("0.4951 nats");
  expect([1, 2].map((count) => withUnit(count, "epochs"))).toEqual(["1 epoch", "2 epochs"]);
  expect(withUnit(1, "images/s")).toBe("1.00 images/s");
});

test("times, durations, moments, lists and large counts", () => {
  expect(times(3.14)).toBe(`3.1${space}×`);
  expect(times(2271)).toBe(`2,271${space}×`);
  expect([2.34, 59.6, 200, 7500].map(duration)).toEqual(["2.3 s", "1 min 0 s", "3 min 20 s", "2 h 5 min"]);
  expect(moment("2026-11-22T23:10:05.000Z")).toBe("2026-11-22 23:10 UTC");
  expect(sentenceList(["a", "b", "c"])).toBe("a, b and c");
  expect(largeCount(5_480_000)).toBe("5.48 million");
  expect(percent(1, 0)).toBe("100%");
});
