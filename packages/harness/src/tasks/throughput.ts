import type { Measurements, Model, ThroughputSamples } from "@evenkeel/core";
import { writeSamples } from "@evenkeel/run-folder";
import { median } from "@evenkeel/stats";
import { limitedBy, throughputSamples, throughputShare } from "../budget.ts";
import { testImages } from "./batches.ts";
import type { TaskContext, TaskOutcome } from "./task.ts";

type Batches = ThroughputSamples["batches"];

/** So many different batches take turns. */
const rotatingBatches = 4;

/** The rate of answers at each stated batch size; the best median rate is the backend's throughput. */
export async function throughput(context: TaskContext, model: Model): Promise<TaskOutcome> {
  const { job, budget, reporter } = context;
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
  await writeSamples(job.runFolder, job.cell.id, "throughput", { batches });
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

/** Wall times of answers to one batch. The first answer warms up, and only counts when no other fits. */
async function timesOf({ dataset, clock, budget }: TaskContext, model: Model, batchSize: number, sizesLeft: number) {
  const images = Array.from({ length: rotatingBatches }, (_, index) =>
    testImages(dataset, index * batchSize, batchSize),
  );
  const answerTo = async (batch: (typeof images)[number]) => {
    const startMs = clock.nowMs();
    await model.predict(batch);
    return clock.nowMs() - startMs;
  };
  const share = throughputShare(budget, sizesLeft, clock);
  const ms: number[] = [];
  let firstMs: number | null = null;
  for (const batch of turns(images, throughputSamples + 1)) {
    if (firstMs === null) firstMs = await answerTo(batch);
    else if (share.spent()) break;
    else ms.push(await answerTo(batch));
  }
  const warmUpIncluded = ms.length === 0;
  return { ms: warmUpIncluded ? [firstMs ?? 0] : ms, warmUpIncluded };
}

function* turns<T>(items: readonly T[], count: number): Generator<T> {
  for (let index = 0; index < count; index += 1) yield items[index % items.length] as T;
}
