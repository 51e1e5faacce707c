import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { expectedCalibrationError } from "../src/calibration.ts";

interface Fixture {
  name: string;
  confidences: number[];
  correct: boolean[];
  bins: number;
  expected: number;
}

/** What scikit-learn gives; made by fixtures/make-classification.py. */
const fixtures = JSON.parse(readFileSync(new URL("fixtures/calibration.json", import.meta.url), "utf8")) as Fixture[];

describe("expectedCalibrationError", () => {
  it.each(fixtures.map((fixture) => [fixture.name, fixture] as const))(
    "gives what scikit-learn's calibration curve does: %s",
    (_, { confidences, correct, bins, expected }) => {
      expect(expectedCalibrationError(confidences, correct, bins)).toBeCloseTo(expected, 12);
    },
  );

  it("grows with more bins that split the old ones, from |accuracy − mean confidence| at one bin", () => {
    const sample = fc.record({ confidence: fc.double({ min: 0, max: 1, noNaN: true }), correct: fc.boolean() });
    fc.assert(
      fc.property(fc.array(sample, { minLength: 1, maxLength: 60 }), (samples) => {
        const confidences = samples.map(({ confidence }) => confidence);
        const correct = samples.map((own) => own.correct);
        const gap = samples.reduce((sum, own) => sum + Number(own.correct) - own.confidence, 0) / samples.length;
        const errors = [1, 2, 4, 8, 16].map((bins) => expectedCalibrationError(confidences, correct, bins));
        expect(errors[0]).toBeCloseTo(Math.abs(gap), 12);
        for (const [at, error] of errors.slice(1).entries())
          expect(error).toBeGreaterThanOrEqual((errors[at] ?? 0) - 1e-12);
      }),
    );
  });
});
