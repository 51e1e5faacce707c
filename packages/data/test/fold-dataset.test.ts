import type { Dataset } from "@evenkeel/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldDataset } from "../src/fold-dataset.ts";

/** Image i has the one pixel i and is of class i mod 2; the test images are all 255. */
function dataset(count: number): Dataset {
  const pixels = Uint8Array.from({ length: count }, (_, index) => index);
  const labels = Int32Array.from(pixels, (pixel) => pixel % 2);
  return {
    name: "numbers",
    height: 1,
    width: 1,
    channels: 1,
    classNames: ["even", "odd"],
    train: { count, pixels, labels },
    test: { count: 3, pixels: Uint8Array.of(255, 255, 255), labels: Int32Array.of(1, 1, 1) },
    adaptation: null,
  };
}

describe("foldDataset", () => {
  it("tests every training image in exactly one fold and trains on it in all others", () => {
    const cases = fc.record({
      count: fc.integer({ min: 10, max: 200 }),
      folds: fc.integer({ min: 2, max: 5 }),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(cases, ({ count, folds, seed }) => {
        const whole = dataset(count);
        const tested: number[] = [];
        for (let fold = 1; fold <= folds; fold += 1) {
          const { train, test } = foldDataset(whole, { folds, fold, seed });
          expect([...train.pixels, ...test.pixels].toSorted((a, b) => a - b)).toEqual([...whole.train.pixels]);
          for (const { count: own, pixels, labels } of [train, test]) {
            expect(own).toBe(pixels.length);
            expect([...labels]).toEqual([...pixels].map((pixel) => pixel % 2));
          }
          tested.push(...test.pixels);
        }
        expect(tested.toSorted((a, b) => a - b)).toEqual([...whole.train.pixels]);
      }),
    );
  });

  it("is decided by the seed", () => {
    const [one, same, other] = [1, 1, 2].map(
      (seed) => foldDataset(dataset(60), { folds: 3, fold: 1, seed }).test.pixels,
    );
    expect(same).toEqual(one);
    expect(other).not.toEqual(one);
  });

  it("refuses a fold that there is not, and more folds than the smallest class has images", () => {
    expect(() => foldDataset(dataset(10), { folds: 3, fold: 4, seed: 1 })).toThrow("fold: expected 1 to 3; got 4");
    expect(() => foldDataset(dataset(10), { folds: 6, fold: 1, seed: 1 })).toThrow("expected 2 to 5");
  });
});
