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

/** What scikit-learn gives; made by fixtures/make-classification.py. */
const fixtures = JSON.parse(
  readFileSync(new URL("fixtures/classification.json", import.meta.url), "utf8"),
) as Fixture[];

/** Rows of two classes. */
const logits = (...rows: number[][]) => ({ outputs: "logits", rows, classCount: 2 }) as const;

describe("classificationMetrics", () => {
  it.each(fixtures.map((fixture) => [fixture.name, fixture] as const))(
    "gives what scikit-learn does: %s",
    (_, fixture) => {
      const { expected } = fixture;
      const found = classificationMetrics({ ...fixture, outputs: "logits", rows: fixture.logits });
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
        expect(found[name] ?? Number.NaN, name).toBeCloseTo(expected[name], 10);
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
      outputs: "logits",
      rows: [
        [1, 0, -9],
        [2, 0, -9],
      ],
      classCount: 3,
    });
    expect(classes[2]).toEqual({ precision: null, recall: null, f1: null, support: 0, rocAuc: null });
    expect(macroRocAuc).toBeNull();
  });

  it("stays finite for huge logits", () => {
    expect(classificationMetrics({ ...logits([1e4, -1e4]), labels: [1] }).crossEntropy).toBe(2e4);
  });

  it("ranks by log-odds, so that probabilities rounded to 1 or 0 are no ties", () => {
    // All of the first class's probabilities are 1 in float64, the third class's e^-800 is 0.
    const rows = [
      [100, 0, -700],
      [90, 0, -750],
      [80, 0, -710],
      [70, 0, -720],
    ];
    const areaOf = (labels: number[], label: number) =>
      classificationMetrics({ ...logits(...rows), labels, classCount: 3 }).classes[label]?.rocAuc;
    expect(areaOf([0, 0, 1, 1], 0)).toBe(1);
    expect(areaOf([1, 1, 0, 0], 0)).toBe(0);
    expect(areaOf([0, 1, 2, 2], 2)).toBe(1);
    expect(areaOf([0, 2, 0, 0], 2)).toBe(0);
  });

  it("holds equal odds for a tie", () => {
    const { classes } = classificationMetrics({ ...logits([1, 0], [6, 5], [-3, -4]), labels: [0, 1, 1] });
    expect(classes.map(({ rocAuc }) => rocAuc)).toEqual([0.5, 0.5]);
    const sure = {
      outputs: "probabilities",
      rows: [
        [1, 0],
        [1, 0],
        [0, 1],
      ],
      classCount: 2,
    } as const;
    expect(classificationMetrics({ ...sure, labels: [0, 1, 1] }).classes[0]?.rocAuc).toBe(0.75);
  });

  it("refuses no samples and classes out of range", () => {
    expect(() => classificationMetrics({ ...logits(), labels: [] })).toThrow(RangeError);
    expect(() => classificationMetrics({ ...logits([0, 1]), labels: [2] })).toThrow(/sample 0/);
  });

  it("refuses logits of another length, and those of a network that diverged", () => {
    const of = (row: number[]) => classificationMetrics({ ...logits([1, 0], row), labels: [0, 0] });
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
            outputs: "logits",
            rows: data.map(({ row }) => row),
            classCount: 4,
          });
        const found = of(samples);
        const { accuracy, macroPrecision, macroRecall, macroF1, macroRocAuc, expectedCalibrationError: error } = found;
        for (const value of [accuracy, macroPrecision, macroRecall, macroF1, macroRocAuc ?? 0, error ?? -1]) {
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
        expect(turned.crossEntropy ?? -1).toBeCloseTo(found.crossEntropy ?? -2, 10);
      }),
    );
  });
});

describe("classificationMetrics of other predictions", () => {
  it.each(fixtures.map((fixture) => [fixture.name, fixture] as const))(
    "are the same of probabilities as of the logits behind them: %s",
    (_, { labels, classCount, logits: rows }) => {
      const found = classificationMetrics({ labels, classCount, outputs: "probabilities", rows: rows.map(softmax) });
      const { crossEntropy, expectedCalibrationError, ...expected } = classificationMetrics({
        labels,
        classCount,
        outputs: "logits",
        rows,
      });
      expect(found).toMatchObject(expected);
      expect(found.expectedCalibrationError).toBeCloseTo(expectedCalibrationError ?? Number.NaN, 12);
      // A probability of less counts as 1e-15.
      const most = -Math.log(1e-15);
      expect(found.crossEntropy).toBeCloseTo(Math.min(most, crossEntropy ?? Number.NaN), 12);
    },
  );

  it.each(fixtures.map((fixture) => [fixture.name, fixture] as const))(
    "are of labels what they are without scores: %s",
    (_, { labels, classCount, logits: rows }) => {
      const known = rows.map((row) => [row.indexOf(Math.max(...row))]);
      const found = classificationMetrics({ labels, classCount, outputs: "labels", rows: known });
      const expected = classificationMetrics({ labels, classCount, outputs: "logits", rows });
      expect(found).toEqual({
        ...expected,
        classes: expected.classes.map((metrics) => ({ ...metrics, rocAuc: null })),
        macroRocAuc: null,
        expectedCalibrationError: null,
        crossEntropy: null,
      });
    },
  );

  it("take probabilities as they are, whatever they add up to", () => {
    const rows = [
      [0.5, 0.25],
      [0, 0.75],
    ];
    const found = classificationMetrics({ labels: [0, 0], classCount: 2, outputs: "probabilities", rows });
    expect(found.crossEntropy).toBeCloseTo((Math.log(2) - Math.log(1e-15)) / 2, 12);
    expect(found.expectedCalibrationError).toBeCloseTo((0.5 + 0.75) / 2, 12);
  });

  it("refuse what is no probability and no class", () => {
    const of = (outputs: "probabilities" | "labels", row: number[]) => () =>
      classificationMetrics({ labels: [0], classCount: 2, outputs, rows: [row] });
    expect(of("probabilities", [1.5, 0])).toThrow(/sample 0: expected probabilities in 0–1, got 1.5/);
    expect(of("probabilities", [Number.NaN, 0])).toThrow(/sample 0: expected finite probabilities/);
    expect(of("labels", [0, 1])).toThrow(/sample 0: expected 1 label, got 2/);
    for (const label of [2, -1, 0.5]) expect(of("labels", [label])).toThrow(/sample 0: a class outside 0–1/);
  });
});

function softmax(row: readonly number[]): number[] {
  const exponentials = row.map((value) => Math.exp(value - Math.max(...row)));
  const sum = exponentials.reduce((total, value) => total + value, 0);
  return exponentials.map((value) => value / sum);
}
