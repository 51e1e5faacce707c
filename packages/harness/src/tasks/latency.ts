import { BackendError, type HostTensor, type Measurements, type Model } from "@evenkeel/core";
import { earnedPercentile } from "@evenkeel/stats";
import { Bench } from "tinybench";
import { latencyPlan, limitedBy } from "../budget.ts";
import { testImages } from "./batches.ts";
import type { TaskContext, TaskOutcome } from "./task.ts";
import { warmUp, warmUpLimitMs } from "./warm-up.ts";

const rotatingImages = 64;

/** The time of one answer to one image, the images rotating; every sample is kept. */
export async function latency(
  { dataset, store, clock, budget, reporter }: TaskContext,
  model: Model,
): Promise<TaskOutcome> {
  const images = Array.from({ length: rotatingImages }, (_, index) => testImages(dataset, index, 1));
  const answerMs = await lastOfWarmUp(model, images, { clock, budget });
  await reporter.tell("measuring", 0.1, () => ({}));
  const plan = latencyPlan(budget, answerMs);
  const ms = await sample(model, images, plan, clock);
  await store.writeSamples("latency", { batchSize: 1, ms });
  const limits = ms.length < plan.wanted ? [limitedBy(budget, "took", ms.length, plan.wanted, "samples")] : [];
  return { measurements: latencyMeasurements(ms), limits };
}

/** Percentiles that too few samples stand behind are left out. */
export function latencyMeasurements(ms: readonly number[]): Measurements {
  const measurements: Measurements = {};
  for (const percentile of ["p50", "p90", "p99"] as const) {
    const earned = earnedPercentile(ms, percentile);
    if (earned.state === "insufficient") continue;
    measurements[`latency.${percentile}Ms`] = { value: earned.value, unit: "ms", n: earned.n, basis: "measured" };
  }
  return measurements;
}

/** Warms up, and tells how long the last answer took, in ms. */
async function lastOfWarmUp(
  model: Model,
  images: readonly HostTensor[],
  { clock, budget }: Pick<TaskContext, "clock" | "budget">,
): Promise<number> {
  let turn = 0;
  let answerMs = 0;
  const answer = async () => {
    const startMs = clock.nowMs();
    await model.predict(images[turn % images.length] as HostTensor);
    turn += 1;
    return (answerMs = clock.nowMs() - startMs);
  };
  await warmUp(answer, clock, warmUpLimitMs(budget));
  return answerMs;
}

/** Through tinybench; gives the raw samples in ms, sorted. */
async function sample(
  model: Model,
  images: readonly HostTensor[],
  { iterations, timeMs }: { iterations: number; timeMs: number },
  clock: TaskContext["clock"],
): Promise<number[]> {
  const now = () => clock.nowMs();
  const bench = new Bench({ warmup: false, retainSamples: true, throws: true, iterations, time: timeMs, now });
  let turn = 0;
  const answer = async () => {
    await model.predict(images[turn % images.length] as HostTensor);
    turn += 1;
  };
  const [task] = await bench.add("answer", answer, { async: true }).run();
  const result = task?.result;
  if (result?.state !== "completed" || result.latency.samples === undefined) {
    throw new BackendError("the latency benchmark gave no samples", { got: result?.state ?? "no task" });
  }
  return [...result.latency.samples];
}
