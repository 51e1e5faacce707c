import type { HostTensor } from "@evenkeel/core";
import type { CallTimes } from "@evenkeel/core/call-times";
import { tasks, type LatencySamples } from "@evenkeel/tasks";
import { Bench } from "tinybench";
import { fits, latencySamples, latencySeconds, limitedBy, warmUpAlone, type Budget } from "../budget.ts";
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
  const predict = async (): Promise<CallTimes> => {
    const { callMs, computeMs } = await model.predict(images[turn % images.length] as HostTensor);
    turn += 1;
    return { callMs, computeMs };
  };
  const first = await predict();
  let last = first;
  const warmingUp = async () => (last = await predict()).callMs;
  await warmUp(warmingUp, { clock, budget: warmUpPart(budget, clock), lastMs: first.callMs });
  await reporter.tell("measuring", 0.1, () => ({}));
  if (!fits(budget, last.callMs)) return { calls: [first], warmUpIncluded: true };
  return { calls: await sample(predict, budget, clock), warmUpIncluded: false };
}

/** Through tinybench, which sorts its samples: they are taken in the call. Gives them in the order of time. */
async function sample(
  predict: () => Promise<CallTimes>,
  budget: Budget,
  clock: TaskContext["clock"],
): Promise<CallTimes[]> {
  const calls: CallTimes[] = [];
  const spent = new AbortController();
  const timed = async () => {
    const call = await predict();
    calls.push(call);
    if (!fits(budget, call.callMs)) spent.abort();
    return { overriddenDuration: call.callMs };
  };
  const bench = new Bench({
    warmup: false,
    throws: true,
    iterations: latencySamples,
    time: 1000 * latencySeconds,
    now: () => clock.nowMs(),
    signal: spent.signal,
  });
  await bench.add("predict", timed, { async: true }).run();
  return calls;
}
