import type { TrainingSamples } from "@evenkeel/tasks";
import { describe, expect, it } from "vitest";
import { checkAccuracyAgreement } from "../src/tasks/accuracy-agreement.ts";

const labels = Int32Array.of(0, 1, 1, 0);
const clear = [
  [2, -1],
  [0, 3],
  [-4, 1],
  [1, 0],
].map((row) => Float32Array.from(row));
/** Two epochs of two steps, whose last one got this share right. */
function trained(testAccuracy: number | null, changes: Partial<TrainingSamples> = {}): TrainingSamples {
  const epochs = [0.25, testAccuracy].map((accuracy) => ({ seconds: 1, testAccuracy: accuracy }));
  const counts = { batchSize: 8, trainImages: 12, testImages: 4, timesOnly: false };
  return { ...counts, losses: [4, 3, 2, 1], calls: [], epochs, ...changes };
}
const check = (rows: readonly Float32Array[], samples: TrainingSamples) => () =>
  checkAccuracyAgreement({ backend: "fake", rows, labels }, samples);

describe("the accuracy of trained weights", () => {
  it("is the one that their training ended with", () => {
    expect(check(clear, trained(1))).not.toThrow();
    expect(check(clear, trained(0.75))).toThrow(
      "fake: predicts the test images otherwise than the model that trained these weights did; " +
        "expected 3 of 4 right, as at the end of training; got 4 of 4",
    );
    // As JSON keeps a third of 3 images.
    const three = trained(0.333_333_333_333_333_3, { testImages: 3 });
    const [first = clear[0], ...others] = clear.slice(0, 3).map((row, at) => (at === 0 ? row : row.toReversed()));
    const rows = [first, ...others] as Float32Array[];
    expect(() => checkAccuracyAgreement({ backend: "fake", rows, labels: labels.slice(0, 3) }, three)).not.toThrow();
  });

  it("may be another by as many images as lie near a tie", () => {
    const tied = clear.with(3, Float32Array.of(1, 1 + 1e-6));
    expect(check(tied, trained(1))).not.toThrow();
    expect(check(tied, trained(0.5))).not.toThrow();
    expect(check(tied, trained(0.25))).toThrow(
      "expected 1 of 4 right, as at the end of training (±1 near ties); got 3 of 4",
    );
  });

  it("is held against nothing where training or evaluation was cut short", () => {
    expect(check(clear, trained(null))).not.toThrow();
    expect(check(clear, trained(0.5, { losses: [4, 3, 2, 1, 0] }))).not.toThrow();
    expect(check(clear.slice(0, 3), trained(0.25))).not.toThrow();
    expect(check(clear, trained(0.5, { epochs: [], losses: [4] }))).not.toThrow();
  });
});
