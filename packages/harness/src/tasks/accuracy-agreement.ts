import { BackendError } from "@evenkeel/core";
import type { TrainingSamples } from "@evenkeel/tasks";
import { top1Accuracy } from "./predict-test-set.ts";

interface Evaluated {
  readonly backend: string;
  /** Every test image's logits. */
  readonly rows: readonly Float32Array[];
  readonly labels: Int32Array;
}

/**
 * Two logits no further apart than this, of the largest of all images, are near a tie. It presupposes, and nothing
 * measures, that the model that trained and the one loaded with its weights differ in no logit by more than 1e-5 of
 * that largest one: what the gate allows between a backend and the oracle on small batches. Then only images whose two
 * largest logits are near a tie can change their class, and each of them may.
 */
const nearTie = 2e-5;

/**
 * Holds the evaluation of trained weights against the accuracy that their training measured at its end. Throws
 * `BackendError` where more images differ than lie near a tie: the backend trained, exported or predicts otherwise than
 * it says. Nothing to hold where one of the two was cut short.
 */
export function checkAccuracyAgreement({ backend, rows, labels }: Evaluated, trained: TrainingSamples): void {
  const { epochs, losses, trainImages, batchSize, testImages } = trained;
  const accuracy = epochs.at(-1)?.testAccuracy ?? null;
  const wentOn = losses.length !== epochs.length * Math.ceil(trainImages / batchSize);
  if (accuracy === null || wentOn || testImages !== rows.length || rows.length !== labels.length) return;
  const then = Math.round(accuracy * rows.length);
  const now = Math.round(top1Accuracy(rows, labels) * rows.length);
  const largest = largestOf(rows);
  const undecided = rows.filter((row) => isNearTie(row, largest)).length;
  if (Math.abs(then - now) <= undecided) return;
  throw new BackendError("predicts the test images otherwise than the model that trained these weights did", {
    where: backend,
    expected: `${then} of ${rows.length} right, as at the end of training${undecided === 0 ? "" : ` (±${undecided} near ties)`}`,
    got: `${now} of ${rows.length}`,
  });
}

function isNearTie(row: Float32Array, largest: number): boolean {
  const [first = 0, second = -Infinity] = row.toSorted((a, b) => b - a);
  return first - second <= nearTie * largest;
}

function largestOf(rows: readonly Float32Array[]): number {
  return rows.reduce((largest, row) => row.reduce((most, value) => Math.max(most, Math.abs(value)), largest), 0);
}
