import { readFileSync } from "node:fs";
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
});
