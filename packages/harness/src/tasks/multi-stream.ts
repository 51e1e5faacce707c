import { tasks, type MultiStreamSamples } from "@evenkeel/tasks";
import { latencySamples, latencySeconds, limitedBy, warmUpAlone } from "../budget.ts";
import type { TaskContext, TaskOutcome } from "./task.ts";
import { timedPredictions } from "./timed-predictions.ts";
import type { WatchedModel } from "./watched-calls.ts";

/** The time of one query of several images after the other; every sample is kept, in the order of time. */
export async function multiStream(context: TaskContext, model: WatchedModel): Promise<TaskOutcome> {
  const { job, store, budget } = context;
  const task = tasks["multi-stream"];
  const { imagesPerQuery } = task.settings.parse(job.settings);
  const wanted = { batchSize: imagesPerQuery, samples: latencySamples, seconds: latencySeconds };
  const { calls, warmUpIncluded } = await timedPredictions(context, model, wanted);
  const samples: MultiStreamSamples = {
    imagesPerQuery,
    callMs: calls.map(({ callMs }) => callMs),
    computeMs: calls.map(({ computeMs }) => computeMs),
  };
  await store.writeSamples("multi-stream", samples);
  const unitMs = samples.callMs.at(-1) ?? 0;
  const work = { work: "multi-stream", done: calls.length, planned: latencySamples, unit: "samples" } as const;
  const limits = warmUpIncluded
    ? [warmUpAlone(budget, { work: "multi-stream", batchSize: imagesPerQuery, unitMs })]
    : limitedBy(budget, { ...work, unitMs });
  return { measurements: task.measurements(samples), limits };
}
