import type { HostTensor } from "@evenkeel/core";
import type { CallTimes } from "@evenkeel/core/call-times";
import { tasks, type LatencySamples } from "@evenkeel/tasks";
import { fits, latencySamples, latencySeconds, limitedBy, startBudget, warmUpAlone } from "../budget.ts";
import { testImages } from "./batches.ts";
import type { TaskContext, TaskOutcome } from "./task.ts";
import { warmUp, warmUpPart } from "./warm-up.ts";
import type { WatchedModel } from "./watched-calls.ts";

const rotatingImages = 64;

/** The time of one prediction of one image, the images rotating; every sample is kept, in the order of time. */
export async function latency(context: TaskContext, model: WatchedModel): Promise<TaskOutcome> {
  const { store, budget } = context;
  const { calls, warmUpIncluded } = await timesOf(context, model);
  const samples: LatencySamples = {
    batchSize: 1,
    callMs: calls.map(({ callMs }) => callMs),
    computeMs: calls.map(({ computeMs }) => computeMs),
    order: "time",
  };
  await store.writeSamples("latency", samples);
  const unitMs = samples.callMs.at(-1) ?? 0;
  const work = { work: "latency", done: calls.length, planned: latencySamples, unit: "samples" } as const;
  const limits = warmUpIncluded
    ? [warmUpAlone(budget, { work: "latency", batchSize: 1, unitMs })]
    : limitedBy(budget, { ...work, unitMs });
  return { measurements: tasks.latency.measurements(samples), limits };
}

/** The times of predictions after warm-up; of the first one where the budget holds no other. */
async function timesOf({ dataset, clock, budget, reporter }: TaskContext, model: WatchedModel) {
  const images = Array.from({ length: rotatingImages }, (_, index) => testImages(dataset, index, 1));
  let turn = 0;
  let last: CallTimes = { callMs: 0, computeMs: 0 };
  const predict = async () => {
    const { callMs, computeMs } = await model.predict(images[turn % images.length] as HostTensor);
    turn += 1;
    last = { callMs, computeMs };
    return callMs;
  };
  const lastMs = await predict();
  const first = last;
  await warmUp(predict, { clock, budget: warmUpPart(budget, clock), lastMs });
  await reporter.tell("measuring", 0.1, () => ({}));
  const enough = startBudget(latencySeconds, clock);
  const calls: CallTimes[] = [];
  while ((calls.length < latencySamples || !enough.spent()) && fits(budget, last.callMs)) {
    await predict();
    calls.push(last);
  }
  return calls.length === 0 ? { calls: [first], warmUpIncluded: true } : { calls, warmUpIncluded: false };
}
