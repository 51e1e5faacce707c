import { measurement, type Measurements } from "@evenkeel/core";
import { median, sum } from "@evenkeel/stats";
import { z } from "zod";
import { computeShare } from "./compute-share.ts";
import { noVariants, type TaskDefinition } from "./definition.ts";

const settings = z.strictObject({});
const samples = z.strictObject({
  batchSize: z.int().positive(),
  trainImages: z.int().positive(),
  /** Images that an epoch's accuracy is of; null where a run of schema 1 did not say. */
  testImages: z.int().nonnegative().nullable(),
  /** An earlier round has trained from the same seed, or it is a control: only the times are new. */
  timesOnly: z.boolean(),
  /** Loss before the update, one a step. */
  losses: z.array(z.number()),
  /**
   * Of each `train` call, in the order of time: how many steps and images it held; in ms, its time by the harness's
   * clock (null where it was not kept), what the backend says it computed, and the call with the making of its batches.
   */
  calls: z.array(
    z.strictObject({
      steps: z.int(),
      images: z.int(),
      callMs: z.number().nullable(),
      computeMs: z.number(),
      wallMs: z.number(),
    }),
  ),
  epochs: z.array(z.strictObject({ seconds: z.number(), testAccuracy: z.number().nullable() })),
});
export type TrainingSamples = z.infer<typeof samples>;
type Call = TrainingSamples["calls"][number];

const warmUpSteps = 10;
const finalSteps = 50;

/** Trains a workload from its initial weights, epoch by epoch. */
export const train: TaskDefinition<z.infer<typeof settings>, TrainingSamples> = {
  summary: "trains, and keeps every loss and the weights",
  settings,
  samples: { file: "training.json", schema: samples },
  needs: "trains",
  after: ["gradients"],
  provedFirst: true,
  repeats: { seeds: true, rounds: true, threads: true },
  variants: () => noVariants,
  measurements: (trained) => ({ ...speed(trained), ...(trained.timesOnly ? {} : outcome(trained)) }),
};

/** What was learnt, and how long all of it took. */
function outcome({ losses, calls, epochs, testImages }: TrainingSamples): Measurements {
  const [firstLoss] = losses;
  if (firstLoss === undefined) return {};
  const accuracy = epochs.at(-1)?.testAccuracy ?? null;
  const last = losses.slice(-finalSteps);
  return {
    ...measurement("train.totalSeconds", sum(calls.map(({ wallMs }) => wallMs)) / 1000, 1),
    ...measurement("train.firstLoss", firstLoss, 1),
    ...measurement("train.finalLoss", sum(last) / last.length, last.length),
    ...measurement("train.steps", losses.length, 1),
    ...measurement("train.epochs", epochs.length, 1),
    ...(accuracy !== null && testImages !== null && measurement("train.testAccuracy", accuracy, testImages)),
  };
}

/** From the calls after warm-up; a step's time from those that hold full batches alone. */
function speed({ calls, batchSize, epochs }: TrainingSamples): Measurements {
  const counted = calls.slice(warmUpCalls(calls));
  const full = counted.filter(({ images, steps }) => images === steps * batchSize);
  const imagesPerSecond = (1000 * sum(counted.map(({ images }) => images))) / sum(counted.map(timeOf));
  const stepMs = full.map((call) => timeOf(call) / call.steps);
  const share = shareOf(full);
  const epochSeconds = epochs.map(({ seconds }) => seconds);
  return {
    ...(Number.isFinite(imagesPerSecond) && measurement("train.imagesPerSecond", imagesPerSecond, stepsOf(counted))),
    ...(stepMs.length > 0 && measurement("train.stepMs", median(stepMs), stepsOf(full))),
    ...(share !== null && measurement("train.computeShare", share, stepsOf(full))),
    ...(epochs.length > 0 && measurement("train.epochSeconds", median(epochSeconds), epochs.length)),
  };
}

/** Null where an older run did not keep the time around a call. */
function shareOf(calls: readonly Call[]): number | null {
  const callMs = calls.flatMap((call) => call.callMs ?? []);
  return callMs.length < calls.length
    ? null
    : computeShare({ callMs, computeMs: calls.map(({ computeMs }) => computeMs) });
}

function stepsOf(calls: readonly Call[]): number {
  return sum(calls.map(({ steps }) => steps));
}

/** By the harness's clock; by the backend's word where an older run kept nothing else. */
function timeOf({ callMs, computeMs }: Call): number {
  return callMs ?? computeMs;
}

/** How many leading calls are warm-up: those that hold the first 10 steps, but never more than half of all. */
export function warmUpCalls(calls: readonly Pick<Call, "steps">[]): number {
  let steps = 0;
  const holding = calls.findIndex((call) => (steps += call.steps) >= warmUpSteps) + 1;
  return Math.min(holding === 0 ? calls.length : holding, Math.floor(calls.length / 2));
}
