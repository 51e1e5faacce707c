import { tasks, type LatencySamples } from "@evenkeel/tasks";
import { latencySamples, latencySeconds, limitedBy, warmUpAlone } from "../budget.ts";
import type { TaskContext, TaskOutcome } from "./task.ts";
import { timedPredictions } from "./timed-predictions.ts";
import type { WatchedModel } from "./watched-calls.ts";

/** The time of one prediction of one image, the images rotating; every sample is kept, in the order of time. */
export async function latency(context: TaskContext, model: WatchedModel): Promise<TaskOutcome> {
  const { store, budget } = context;
  const wanted = { batchSize: 1, samples: latencySamples, seconds: latencySeconds };
  const { calls, warmUpIncluded } = await timedPredictions(context, model, wanted);
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
