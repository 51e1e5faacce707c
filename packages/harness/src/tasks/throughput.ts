import type { HostTensor, Limit, Model } from "@evenkeel/core";
import { tasks, type ThroughputSamples } from "@evenkeel/tasks";
import { limitedBy, throughputSamples, throughputShare, warmUpAlone } from "../budget.ts";
import { testImages } from "./batches.ts";
import type { TaskContext, TaskOutcome } from "./task.ts";
import { warmUp, warmUpLimitMs } from "./warm-up.ts";

type Batches = ThroughputSamples["batches"];

/** So many different batches take turns. */
const rotatingBatches = 4;

/** The rate of predictions at each stated batch size; the best median rate is the backend's throughput. */
export async function throughput(context: TaskContext, model: Model): Promise<TaskOutcome> {
  const { job, store, budget, reporter } = context;
  const { batchSizes: sizes } = tasks.throughput.settings.parse(job.settings);
  const batches: Batches = [];
  const limits: Limit[] = [];
  for (const [index, batchSize] of sizes.entries()) {
    if (budget.spent()) break;
    const share = { sizesLeft: sizes.length - index, isFirst: index === 0 };
    const { ms, warmUpIncluded } = await timesOf(context, model, batchSize, share);
    if (warmUpIncluded) limits.push(warmUpAlone(budget, "throughput", batchSize));
    batches.push({ batchSize, ms });
    await reporter.tell("measuring", (index + 1) / sizes.length, () => tasks.throughput.measurements({ batches }));
  }
  const cut = { work: "throughput", done: batches.length, planned: sizes.length, unit: "batch sizes" } as const;
  limits.push(...limitedBy(budget, cut));
  await store.writeSamples("throughput", { batches });
  return { measurements: tasks.throughput.measurements({ batches }), limits };
}

/**
 * Wall times of predicting one batch. The first one may compile for it, and only counts when no other fits; at the
 * first batch size, predictions warm up until they stop growing faster.
 */
async function timesOf(
  { dataset, clock, budget }: TaskContext,
  model: Model,
  batchSize: number,
  { sizesLeft, isFirst }: { sizesLeft: number; isFirst: boolean },
) {
  const images = Array.from({ length: rotatingBatches }, (_, index) =>
    testImages(dataset, index * batchSize, batchSize),
  );
  let turn = 0;
  const predict = async () => {
    const startMs = clock.nowMs();
    await model.predict(images[turn % images.length] as HostTensor);
    turn += 1;
    return clock.nowMs() - startMs;
  };
  let share = throughputShare(budget, sizesLeft, clock);
  const firstMs = await predict();
  if (isFirst && firstMs < warmUpLimitMs(budget)) {
    await warmUp(predict, clock, warmUpLimitMs(budget));
    share = throughputShare(budget, sizesLeft, clock);
  }
  const ms: number[] = [];
  while (ms.length < throughputSamples && !share.spent()) ms.push(await predict());
  const warmUpIncluded = ms.length === 0;
  return { ms: warmUpIncluded ? [firstMs] : ms, warmUpIncluded };
}
