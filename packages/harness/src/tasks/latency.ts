import { BackendError, type HostTensor } from "@evenkeel/core";
import type { CallTimes } from "@evenkeel/core/call-times";
import { tasks, type LatencySamples } from "@evenkeel/tasks";
import { Bench } from "tinybench";
import { latencyPlan, limitedBy } from "../budget.ts";
import { testImages } from "./batches.ts";
import type { TaskContext, TaskOutcome } from "./task.ts";
import { warmUp, warmUpLimitMs } from "./warm-up.ts";
import type { WatchedModel } from "./watched-calls.ts";

const rotatingImages = 64;

/** The time of one prediction of one image, the images rotating; every sample is kept, in the order of time. */
export async function latency(
  { dataset, store, clock, budget, reporter }: TaskContext,
  model: WatchedModel,
): Promise<TaskOutcome> {
  const images = Array.from({ length: rotatingImages }, (_, index) => testImages(dataset, index, 1));
  const predictMs = await lastOfWarmUp(model, images, { clock, budget });
  await reporter.tell("measuring", 0.1, () => ({}));
  const plan = latencyPlan(budget, predictMs);
  const calls = await sample(model, images, plan, clock);
  const samples: LatencySamples = {
    batchSize: 1,
    callMs: calls.map(({ callMs }) => callMs),
    computeMs: calls.map(({ computeMs }) => computeMs),
    order: "time",
  };
  await store.writeSamples("latency", samples);
  const done = calls.length;
  const limits = limitedBy(budget, { work: "latency", done, planned: plan.wanted, unit: "samples" });
  return { measurements: tasks.latency.measurements(samples), limits };
}

/** Warms up, and tells how long the last prediction took, in ms. */
async function lastOfWarmUp(
  model: WatchedModel,
  images: readonly HostTensor[],
  { clock, budget }: Pick<TaskContext, "clock" | "budget">,
): Promise<number> {
  let turn = 0;
  let tookMs = 0;
  const predict = async () => {
    ({ callMs: tookMs } = await model.predict(images[turn % images.length] as HostTensor));
    turn += 1;
    return tookMs;
  };
  await warmUp(predict, clock, warmUpLimitMs(budget));
  return tookMs;
}

/** Through tinybench, which sorts its samples: they are taken in the call. Gives them in the order of time. */
async function sample(
  model: WatchedModel,
  images: readonly HostTensor[],
  { iterations, timeMs }: { iterations: number; timeMs: number },
  clock: TaskContext["clock"],
): Promise<CallTimes[]> {
  const calls: CallTimes[] = [];
  const predict = async () => {
    const { callMs, computeMs } = await model.predict(images[calls.length % images.length] as HostTensor);
    calls.push({ callMs, computeMs });
    return { overriddenDuration: callMs };
  };
  const bench = new Bench({ warmup: false, throws: true, iterations, time: timeMs, now: () => clock.nowMs() });
  const [task] = await bench.add("predict", predict, { async: true }).run();
  if (task?.result.state !== "completed") {
    throw new BackendError("the latency benchmark did not complete", { got: task?.result.state ?? "no task" });
  }
  return calls;
}
