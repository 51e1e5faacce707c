import { relativeDifference } from "./agreement.ts";

/**
 * How far backends that compute the same thing may drift apart, from the same weights over the same batches. The one
 * place that decides what agrees: the report and `evenkeel diverge` read it. How it was measured, and why no fixed
 * envelope can prove anything over 50 free-running steps: docs/parity.md.
 */
export interface LossEnvelope {
  /** The step (from 1) at which the losses are compared. */
  readonly steps: number;
  /** A pair whose losses differ by no more than this, relative to the larger, agrees. */
  readonly relative: number;
  /** Between the two nothing can be concluded: rounding alone was seen to reach that far. Beyond, the pair differs. */
  readonly reach: number;
}

/**
 * Two devices that compute in IEEE float32, 8 seeds of `keras-mnist-cnn`, batch 32, Adam. Within 50 steps PyTorch
 * 2.13's two float32 CPU kernels part by as much as 0.152 somewhere, ours by 0.134: hence `reach` at step 50. At step
 * 3: one near-tie in the first step makes 6.8e-5 (seed 1); the other seeds stay at 1.1e-7 and less.
 */
const float32: readonly LossEnvelope[] = [
  { steps: 50, relative: 5e-3, reach: 0.16 },
  { steps: 3, relative: 1e-4, reach: 3e-4 },
];

/**
 * By the devices' classes in alphabetical order. Measured by `evenkeel diverge` on x86-64 at one thread, 8 seeds where
 * not said otherwise: the most at step 3; median – most at step 50. They do not differ by device: what carries apart is
 * a near-tie, and how often one falls to the other side is chance.
 */
const measured: Readonly<Record<string, readonly LossEnvelope[]>> = {
  /**
   * onnx-cpu and tfjs-cpu, which takes many seconds a step: step 3 alone. `keras-mlp`: 1.1e-7. `keras-mnist-cnn-small`,
   * 3 seeds, and `keras-mnist-cnn`, 2 seeds: 1.1e-7 at most.
   */
  "cpu cpu": float32,
  /**
   * onnx-cpu with onnx-wasm or tfjs-wasm. `keras-mnist-cnn`: 6.8e-5; 0.003 and 0.012 – 0.049.
   * `keras-mnist-cnn-small`: 2.1e-7; 1.1e-5 and 2.5e-5 – 7.7e-4. `keras-mlp`: 1.2e-7; 7e-8 and 1.3e-7 – 2.5e-7.
   */
  "cpu wasm": float32,
  /**
   * onnx-wasm and tfjs-wasm. `keras-mnist-cnn`: 0; 0.0067 – 0.019. `keras-mnist-cnn-small`: 1.1e-7; 5.1e-6 – 2e-4.
   * `keras-mlp`: 1.1e-7; 1e-7 – 2.5e-7.
   */
  "wasm wasm": float32,
};

/** The envelopes of float32 devices, the longest first. */
export const lossEnvelopes = float32;

/** The envelopes of a pair of devices, longest first. A pair that was not measured is never beyond rounding's reach. */
export function lossEnvelopesOf(devices: readonly [string, string]): readonly LossEnvelope[] {
  const known = measured[devices.toSorted().join(" ")];
  return known ?? float32.map((envelope) => ({ ...envelope, reach: Number.POSITIVE_INFINITY }));
}

/**
 * Least share of test images with the same prediction; only judged up to this many epochs, because rounding differences
 * grow. After one epoch of `keras-mnist-cnn`, 8 seeds, least – most: PyTorch's float64 and float32 kernels 91.2 –
 * 97.6%, our pairs 92.4 – 97.8%. `reach` leaves two points below the least.
 */
export const predictionEnvelope = { share: 0.97, reach: 0.89, epochs: 1 } as const;

/** `inconclusive`: further apart than asked, no further than rounding alone was seen to carry. */
export type ParityVerdict = "agrees" | "inconclusive" | "differs" | "too-little-work";

/** What two trainings' losses say. */
export interface LossJudgement {
  /** max |a−b| / max(|a|,|b|) over the steps that both did, and the step (from 1) where it occurs. */
  readonly largestRelative: number;
  readonly atStep: number;
  /**
   * Of each envelope that both reached, the longest first; behind them the step where they lie further apart than
   * rounding was seen to carry anywhere on the way to the longest envelope's.
   */
  readonly judged: readonly { readonly envelope: LossEnvelope; readonly relative: number }[];
  /** The weakest of them. */
  readonly verdict: ParityVerdict;
}

/**
 * Holds two trainings' losses against every envelope of their devices that both reached, and every step up to the
 * longest one's against its reach. A NaN or infinity differs.
 */
export function judgeLosses(
  a: readonly number[],
  b: readonly number[],
  devices: readonly [string, string],
): LossJudgement {
  const relative = a.slice(0, b.length).map((left, index) => distance(left, b[index] as number));
  const largestRelative = Math.max(0, ...relative);
  const envelopes = lossEnvelopesOf(devices);
  const reached = envelopes
    .filter(({ steps }) => steps <= relative.length)
    .map((envelope) => ({ envelope, relative: relative[envelope.steps - 1] as number }));
  const judged = [...reached, ...beyondReach(relative, envelopes)];
  const verdicts = judged.map((one) => lossVerdict(one.envelope, one.relative));
  return { largestRelative, atStep: relative.indexOf(largestRelative) + 1, judged, verdict: weakest(verdicts) };
}

/** The largest distance on the way to the longest envelope's step, where rounding was not seen to carry that far. */
function beyondReach(relative: readonly number[], [longest]: readonly LossEnvelope[]): LossJudgement["judged"] {
  if (longest === undefined) return [];
  const { reach } = longest;
  const curve = relative.slice(0, longest.steps);
  const largest = Math.max(0, ...curve);
  const steps = curve.indexOf(largest) + 1;
  return largest > reach ? [{ envelope: { steps, relative: reach, reach }, relative: largest }] : [];
}

function distance(a: number, b: number): number {
  const relative = relativeDifference(a, b);
  return Number.isNaN(relative) ? Number.POSITIVE_INFINITY : relative;
}

export function lossVerdict({ relative: allowed, reach }: LossEnvelope, relative: number): ParityVerdict {
  if (relative <= allowed) return "agrees";
  return relative <= reach ? "inconclusive" : "differs";
}

/** By the share of images with the same prediction. */
export function predictionVerdict(share: number): ParityVerdict {
  if (share >= predictionEnvelope.share) return "agrees";
  return share >= predictionEnvelope.reach ? "inconclusive" : "differs";
}

/** The verdict over several: the one that says least for agreement; `too-little-work` when there is none. */
export function weakest(verdicts: readonly ParityVerdict[]): ParityVerdict {
  const order: readonly ParityVerdict[] = ["differs", "inconclusive", "agrees"];
  return order.find((verdict) => verdicts.includes(verdict)) ?? "too-little-work";
}
