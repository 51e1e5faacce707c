import type { HostTensor, Limit } from "@evenkeel/core";
import type { CallTimes } from "@evenkeel/core/call-times";
import { tasks, type ThroughputSamples } from "@evenkeel/tasks";
import {
  fits,
  leastMs,
  limitedBy,
  partOf,
  startBudget,
  throughputSamples,
  throughputSeconds,
  warmUpAlone,
  type SizedCall,
} from "../budget.ts";
import { testImages } from "./batches.ts";
import type { TaskContext, TaskOutcome } from "./task.ts";
import { warmUp, warmUpPart } from "./warm-up.ts";
import type { WatchedModel } from "./watched-calls.ts";

type Batches = ThroughputSamples["batches"];

/** So many different batches take turns. */
const rotatingBatches = 4;

/** The rate of predictions at each stated batch size; the best median rate is the backend's throughput. */
export async function throughput(context: TaskContext, model: WatchedModel): Promise<TaskOutcome> {
  const { job, store, budget, reporter } = context;
  const { batchSizes: sizes } = tasks.throughput.settings.parse(job.settings);
  const batches: Batches = [];
  const limits: Limit[] = [];
  let last: SizedCall | null = null;
  for (const [index, batchSize] of sizes.entries()) {
    if (!fits(budget, leastMs(last, batchSize))) break;
    const position = { sizesLeft: sizes.length - index, isFirst: index === 0 };
    const { calls, warmUpIncluded, lastMs } = await timesOf(context, model, batchSize, position);
    if (warmUpIncluded) limits.push(warmUpAlone(budget, { work: "throughput", batchSize, unitMs: lastMs }));
    last = { ms: lastMs, size: batchSize };
    batches.push({
      batchSize,
      callMs: calls.map(({ callMs }) => callMs),
      computeMs: calls.map(({ computeMs }) => computeMs),
    });
    await reporter.tell("measuring", (index + 1) / sizes.length, () => tasks.throughput.measurements({ batches }));
  }
  const cut = { work: "throughput", done: batches.length, planned: sizes.length, unit: "batch sizes" } as const;
  limits.push(...limitedBy(budget, { ...cut, unitMs: last?.ms ?? null }));
  await store.writeSamples("throughput", { batches });
  return { measurements: tasks.throughput.measurements({ batches }), limits };
}

/**
 * The times of predicting one batch. The first one may compile for it, and only counts where no other fits; at the
 * first batch size, predictions warm up until they stop growing faster.
 */
async function timesOf(
  { dataset, clock, budget }: TaskContext,
  model: WatchedModel,
  batchSize: number,
  { sizesLeft, isFirst }: { sizesLeft: number; isFirst: boolean },
) {
  const images = Array.from({ length: rotatingBatches }, (_, index) =>
    testImages(dataset, index * batchSize, batchSize),
  );
  let turn = 0;
  const predict = async () => {
    const { callMs, computeMs } = await model.predict(images[turn % images.length] as HostTensor);
    turn += 1;
    return { callMs, computeMs };
  };
  let part = partOf(budget, sizesLeft, clock);
  const first = await predict();
  let lastMs = first.callMs;
  if (isFirst) {
    await warmUp(async () => (lastMs = (await predict()).callMs), { clock, budget: warmUpPart(budget, clock), lastMs });
    part = partOf(budget, sizesLeft, clock);
  }
  const enough = startBudget(throughputSeconds, clock);
  const calls: CallTimes[] = [];
  while (calls.length < throughputSamples && !enough.spent() && fits(part, lastMs)) {
    const call = await predict();
    lastMs = call.callMs;
    calls.push(call);
  }
  const warmUpIncluded = calls.length === 0;
  return { calls: warmUpIncluded ? [first] : calls, warmUpIncluded, lastMs };
}
