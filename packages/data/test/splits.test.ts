import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stratifiedKFold, stratifiedSample, stratifiedSplit } from "../src/splits.ts";

const labelled = fc.array(fc.nat(4), { minLength: 1, maxLength: 200 });
const sizes = (labels: readonly number[], indices: Iterable<number>) =>
  Object.groupBy([...indices], (index) => String(labels[index]));
const ascending = (values: Int32Array) => values.every((value, at) => at === 0 || value > (values[at - 1] ?? value));

describe("stratifiedSplit", () => {
  it("uses every sample once and holds out each class' share", () => {
    fc.assert(
      fc.property(labelled, fc.double({ min: 0.05, max: 0.95, noNaN: true }), fc.nat(99), (labels, share, seed) => {
        const { train, test } = stratifiedSplit(labels, share, seed);
        expect([...train, ...test].sort((a, b) => a - b)).toEqual([...labels.keys()]);
        expect(ascending(train) && ascending(test)).toBe(true);
        const held = sizes(labels, test);
        for (const [label, members] of Object.entries(sizes(labels, labels.keys()))) {
          const size = members?.length ?? 0;
          const count = held[label]?.length ?? 0;
          expect(count).toBe(Math.min(size - 1, Math.max(1, Math.round(size * share))));
        }
      }),
    );
  });

  it("depends on the seed alone, and on it", () => {
    const labels = Array.from({ length: 100 }, (_, index) => index % 3);
    expect(stratifiedSplit(labels, 0.3, 5)).toEqual(stratifiedSplit(labels, 0.3, 5));
    expect(stratifiedSplit(labels, 0.3, 5)).not.toEqual(stratifiedSplit(labels, 0.3, 6));
  });

  it.each([0, 1, -0.5, Number.NaN])("refuses a share of %s", (share) => {
    expect(() => stratifiedSplit([0, 1], share, 1)).toThrow(RangeError);
  });
});

describe("stratifiedKFold", () => {
  it("tests every sample in exactly one fold, classes and folds evenly spread", () => {
    const cases = fc
      .integer({ min: 2, max: 6 })
      .chain((folds) =>
        fc.tuple(
          fc.constant(folds),
          fc.array(fc.integer({ min: folds, max: 30 }), { minLength: 1, maxLength: 5 }),
          fc.nat(99),
        ),
      );
    fc.assert(
      fc.property(cases, ([folds, counts, seed]) => {
        const labels = counts.flatMap((count, label) => Array.from({ length: count }, () => label));
        const splits = stratifiedKFold(labels, folds, seed);
        expect(splits.flatMap(({ test }) => [...test]).sort((a, b) => a - b)).toEqual([...labels.keys()]);
        const totals = splits.map(({ test }) => test.length);
        expect(Math.max(...totals) - Math.min(...totals)).toBeLessThanOrEqual(1);
        for (const { train, test } of splits) {
          expect([...train, ...test].sort((a, b) => a - b)).toEqual([...labels.keys()]);
          const tested = sizes(labels, test);
          for (const [label, count] of counts.entries()) {
            const own = tested[`${label}`]?.length ?? 0;
            expect(own === Math.floor(count / folds) || own === Math.ceil(count / folds)).toBe(true);
          }
        }
      }),
    );
  });

  it.each([1, 2.5, 4])("refuses %s folds of three samples a class", (folds) => {
    expect(() => stratifiedKFold([0, 0, 0, 1, 1, 1], folds, 1)).toThrow(/folds: expected 2 to 3/);
  });
});

describe("stratifiedSample", () => {
  it("takes as many of each class", () => {
    const labels = Array.from({ length: 90 }, (_, index) => (index * index) % 3);
    const chosen = stratifiedSample(labels, 20, 1);
    expect(ascending(chosen)).toBe(true);
    expect(Object.values(sizes(labels, chosen)).map((own) => own?.length)).toEqual([20, 20]);
    expect(() => stratifiedSample(labels, 31, 1)).toThrow(/class 0 has 30 samples, not 31/);
  });
});
