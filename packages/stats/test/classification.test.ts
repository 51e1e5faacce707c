import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { classificationMetrics } from "../src/index.ts";

interface Fixture {
  name: string;
  labels: number[];
  logits: number[][];
  classCount: number;
  expected: {
    confusion: number[][];
    support: number[];
    rocAuc: (number | null)[];
    macroRocAuc: number | null;
  } & Record<"precision" | "recall" | "f1", number[]> &
    Record<
      "accuracy" | "macroPrecision" | "macroRecall" | "macroF1" | "expectedCalibrationError" | "crossEntropy",
      number
    >;
}

/** scikit-learn's answers; made by fixtures/make-classification.py. */
const fixtures = JSON.parse(
  readFileSync(new URL("fixtures/classification.json", import.meta.url), "utf8"),
) as Fixture[];

describe("classificationMetrics", () => {
  it.each(fixtures.map((fixture) => [fixture.name, fixture] as const))(
    "answers as scikit-learn does: %s",
    (_, fixture) => {
      const { expected } = fixture;
      const found = classificationMetrics(fixture);
      expect(found.confusion).toEqual(expected.confusion);
      expect(found.classes.map(({ support }) => support)).toEqual(expected.support);
      for (const name of [
        "accuracy",
        "macroPrecision",
        "macroRecall",
        "macroF1",
        "expectedCalibrationError",
        "crossEntropy",
      ] as const) {
        expect(found[name], name).toBeCloseTo(expected[name], 10);
      }
      // Where scikit-learn refuses for a class that is missing, ours is the mean over those that are there.
      const areas = expected.rocAuc.flatMap((area) => area ?? []);
      const mean = areas.reduce((sum, area) => sum + area / areas.length, 0);
      expect(found.macroRocAuc ?? 0).toBeCloseTo(expected.macroRocAuc ?? mean, 12);
      for (const [label, metrics] of found.classes.entries()) {
        for (const name of ["precision", "recall", "f1"] as const) {
          expect(metrics[name] ?? 0, `${name} of class ${label}`).toBeCloseTo(expected[name][label] ?? Number.NaN, 12);
        }
        expect(metrics.rocAuc === null, `ROC AUC of class ${label}`).toBe(expected.rocAuc[label] === null);
        expect(metrics.rocAuc ?? 0).toBeCloseTo(expected.rocAuc[label] ?? 0, 12);
      }
    },
  );

  it("says null, not NaN, where a class is neither present nor predicted", () => {
    const { classes, macroRocAuc } = classificationMetrics({
      labels: [0, 0],
      logits: [
        [1, 0, -9],
        [2, 0, -9],
      ],
      classCount: 3,
    });
    expect(classes[2]).toEqual({ precision: null, recall: null, f1: null, support: 0, rocAuc: null });
    expect(macroRocAuc).toBeNull();
  });

  it("stays finite for huge logits", () => {
    expect(classificationMetrics({ labels: [1], logits: [[1e4, -1e4]], classCount: 2 }).crossEntropy).toBe(2e4);
  });

  it("refuses no samples and classes out of range", () => {
    expect(() => classificationMetrics({ labels: [], logits: [], classCount: 2 })).toThrow(RangeError);
    expect(() => classificationMetrics({ labels: [2], logits: [[0, 1]], classCount: 2 })).toThrow(/sample 0/);
  });

  it("refuses logits of another length, and those of a network that diverged", () => {
    const of = (row: number[]) => classificationMetrics({ labels: [0, 0], logits: [[1, 0], row], classCount: 2 });
    expect(() => of([1])).toThrow(/sample 1: expected 2 logits, got 1/);
    expect(() => of([1, 2, 3])).toThrow(/sample 1: expected 2 logits, got 3/);
    for (const value of [Number.NaN, Infinity, -Infinity])
      expect(() => of([0, value])).toThrow(/sample 1: expected finite/);
  });

  it("keeps every measure in its range, and does not care for the samples' order", () => {
    const sample = fc.record({
      label: fc.nat(3),
      row: fc.array(fc.double({ min: -40, max: 40, noNaN: true }), { minLength: 4, maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 40 }), (samples) => {
        const of = (data: typeof samples) =>
          classificationMetrics({
            labels: data.map(({ label }) => label),
            logits: data.map(({ row }) => row),
            classCount: 4,
          });
        const found = of(samples);
        const { accuracy, macroPrecision, macroRecall, macroF1, macroRocAuc, expectedCalibrationError: error } = found;
        for (const value of [accuracy, macroPrecision, macroRecall, macroF1, macroRocAuc ?? 0, error]) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(1 + 1e-12);
        }
        expect(found.crossEntropy).toBeGreaterThanOrEqual(0);
        expect(found.confusion.flat().reduce((sum, count) => sum + count, 0)).toBe(samples.length);
        const hits = found.confusion.reduce((sum, row, label) => sum + (row[label] ?? 0), 0);
        expect(accuracy).toBeCloseTo(hits / samples.length, 12);
        const turned = of(samples.toReversed());
        expect(turned.confusion).toEqual(found.confusion);
        expect(turned.classes).toEqual(found.classes);
        expect(turned.crossEntropy).toBeCloseTo(found.crossEntropy, 10);
      }),
    );
  });
});
