import type { HostTensor, Measurements, Model, ThroughputSamples } from "@evenkeel/core";
import { median } from "@evenkeel/stats";
import { limitedBy, throughputSamples, throughputShare } from "../budget.ts";
import { testImages } from "./batches.ts";
import type { TaskContext, TaskOutcome } from "./task.ts";
import { warmUp, warmUpLimitMs } from "./warm-up.ts";

type Batches = ThroughputSamples["batches"];

/** So many different batches take turns. */
const rotatingBatches = 4;

/** The rate of answers at each stated batch size; the best median rate is the backend's throughput. */
export async function throughput(context: TaskContext, model: Model): Promise<TaskOutcome> {
  const { job, store, budget, reporter } = context;
  const sizes = job.throughputBatchSizes;
  const batches: Batches = [];
  const limits: string[] = [];
  for (const [index, batchSize] of sizes.entries()) {
    if (budget.spent()) break;
    const { ms, warmUpIncluded } = await timesOf(context, model, batchSize, sizes.length - index);
    if (warmUpIncluded) limits.push(`batch ${batchSize}: one answer, warm-up included (budget ${budget.seconds} s)`);
    batches.push({ batchSize, ms });
    await reporter.tell("measuring", (index + 1) / sizes.length, () => throughputMeasurements(batches));
  }
  if (batches.length < sizes.length)
    limits.push(limitedBy(budget, "measured", batches.length, sizes.length, "batch sizes"));
  await store.writeSamples("throughput", { batches });
  return { measurements: throughputMeasurements(batches), limits };
}

export function throughputMeasurements(batches: Batches): Measurements {
  const rates = batches.map(({ batchSize, ms }) => ({
    batchSize,
    n: ms.length,
    rate: (1000 * batchSize) / median(ms),
  }));
  const [best] = rates.toSorted((left, right) => right.rate - left.rate);
  if (best === undefined) return {};
  return {
    "throughput.imagesPerSecond": { value: best.rate, unit: "images/s", n: best.n, basis: "measured" },
    "throughput.bestBatchSize": { value: best.batchSize, unit: "images", n: best.n, basis: "measured" },
  };
}

/**
 * Wall times of answers to one batch. The first answer may compile for it, and only counts when no other fits; at the first batch size
 * answers warm up until they stop growing faster.
 */
async function timesOf(
  { job, dataset, clock, budget }: TaskContext,
  model: Model,
  batchSize: number,
  sizesLeft: number,
) {
  const images = Array.from({ length: rotatingBatches }, (_, index) =>
    testImages(dataset, index * batchSize, batchSize),
  );
  let turn = 0;
  const answer = async () => {
    const startMs = clock.nowMs();
    await model.predict(images[turn % images.length] as HostTensor);
    turn += 1;
    return clock.nowMs() - startMs;
  };
  let share = throughputShare(budget, sizesLeft, clock);
  const firstMs = await answer();
  if (sizesLeft === job.throughputBatchSizes.length && firstMs < warmUpLimitMs(budget)) {
    await warmUp(answer, clock, warmUpLimitMs(budget));
    share = throughputShare(budget, sizesLeft, clock);
  }
  const ms: number[] = [];
  while (ms.length < throughputSamples && !share.spent()) ms.push(await answer());
  const warmUpIncluded = ms.length === 0;
  return { ms: warmUpIncluded ? [firstMs] : ms, warmUpIncluded };
}
