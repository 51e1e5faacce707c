import { BackendError, type HostTensor, type Model } from "@evenkeel/core";
import { tasks, type LatencySamples } from "@evenkeel/tasks";
import { Bench } from "tinybench";
import { latencyPlan, limitedBy } from "../budget.ts";
import { testImages } from "./batches.ts";
import type { TaskContext, TaskOutcome } from "./task.ts";
import { warmUp, warmUpLimitMs } from "./warm-up.ts";

const rotatingImages = 64;

/** The time of one prediction of one image, the images rotating; every sample is kept, in the order of time. */
export async function latency(
  { dataset, store, clock, budget, reporter }: TaskContext,
  model: Model,
): Promise<TaskOutcome> {
  const images = Array.from({ length: rotatingImages }, (_, index) => testImages(dataset, index, 1));
  const predictMs = await lastOfWarmUp(model, images, { clock, budget });
  await reporter.tell("measuring", 0.1, () => ({}));
  const plan = latencyPlan(budget, predictMs);
  const samples: LatencySamples = { batchSize: 1, ms: await sample(model, images, plan, clock), order: "time" };
  await store.writeSamples("latency", samples);
  const done = samples.ms.length;
  const limits = limitedBy(budget, { work: "latency", done, planned: plan.wanted, unit: "samples" });
  return { measurements: tasks.latency.measurements(samples), limits };
}

/** Warms up, and tells how long the last prediction took, in ms. */
async function lastOfWarmUp(
  model: Model,
  images: readonly HostTensor[],
  { clock, budget }: Pick<TaskContext, "clock" | "budget">,
): Promise<number> {
  let turn = 0;
  let tookMs = 0;
  const predict = async () => {
    const startMs = clock.nowMs();
    await model.predict(images[turn % images.length] as HostTensor);
    turn += 1;
    return (tookMs = clock.nowMs() - startMs);
  };
  await warmUp(predict, clock, warmUpLimitMs(budget));
  return tookMs;
}

/** Through tinybench, which sorts its samples: they are taken in the call. Gives ms in the order of time. */
async function sample(
  model: Model,
  images: readonly HostTensor[],
  { iterations, timeMs }: { iterations: number; timeMs: number },
  clock: TaskContext["clock"],
): Promise<number[]> {
  const ms: number[] = [];
  const predict = async () => {
    const startMs = clock.nowMs();
    await model.predict(images[ms.length % images.length] as HostTensor);
    const tookMs = clock.nowMs() - startMs;
    ms.push(tookMs);
    return { overriddenDuration: tookMs };
  };
  const bench = new Bench({ warmup: false, throws: true, iterations, time: timeMs, now: () => clock.nowMs() });
  const [task] = await bench.add("predict", predict, { async: true }).run();
  if (task?.result.state !== "completed") {
    throw new BackendError("the latency benchmark did not complete", { got: task?.result.state ?? "no task" });
  }
  return ms;
}
