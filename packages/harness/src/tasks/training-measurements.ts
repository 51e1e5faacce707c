import type { Measurement, Measurements, TrainingSamples } from "@evenkeel/core";
import { median } from "@evenkeel/stats";

type Call = TrainingSamples["calls"][number];

const warmUpSteps = 10;
const finalSteps = 50;

/** What a training's samples say, at its end or on its way. */
export function trainingMeasurements(samples: TrainingSamples, testCount: number): Measurements {
  const { losses, calls, epochs } = samples;
  const [firstLoss] = losses;
  if (firstLoss === undefined) return {};
  const accuracy = epochs.at(-1)?.testAccuracy ?? null;
  const last = losses.slice(-finalSteps);
  return {
    ...speed(samples),
    "train.totalSeconds": measured(sum(calls.map(({ wallMs }) => wallMs)) / 1000, "s", 1),
    "train.firstLoss": measured(firstLoss, "nats", 1),
    "train.finalLoss": measured(sum(last) / last.length, "nats", last.length),
    "train.steps": measured(losses.length, "steps", 1),
    "train.epochs": measured(epochs.length, "epochs", 1),
    ...(epochs.length > 0 && {
      "train.epochSeconds": measured(median(epochs.map(({ seconds }) => seconds)), "s", epochs.length),
    }),
    ...(accuracy !== null && { "train.testAccuracy": measured(accuracy, "ratio", testCount) }),
  };
}

/** From the calls after warm-up; a step's time from those that hold full batches alone. */
function speed({ calls, batchSize }: TrainingSamples): Measurements {
  const counted = calls.slice(warmUpCalls(calls));
  const full = counted.filter(({ images, steps }) => images === steps * batchSize);
  const imagesPerSecond =
    (1000 * sum(counted.map(({ images }) => images))) / sum(counted.map(({ computeMs }) => computeMs));
  return {
    ...(Number.isFinite(imagesPerSecond) && {
      "train.imagesPerSecond": measured(imagesPerSecond, "images/s", counted.length),
    }),
    ...(full.length > 0 && {
      "train.stepMs": measured(median(full.map(({ computeMs, steps }) => computeMs / steps)), "ms", full.length),
    }),
  };
}

/** How many leading calls are warm-up: those that hold the first 10 steps, but never more than half of all. */
export function warmUpCalls(calls: readonly Pick<Call, "steps">[]): number {
  let steps = 0;
  const holding = calls.findIndex((call) => (steps += call.steps) >= warmUpSteps) + 1;
  return Math.min(holding === 0 ? calls.length : holding, Math.floor(calls.length / 2));
}

function measured(value: number, unit: Measurement["unit"], n: number): Measurement {
  return { value, unit, n, basis: "measured" };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
