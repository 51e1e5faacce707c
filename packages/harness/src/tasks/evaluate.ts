import { tasks, type PredictionSamples } from "@evenkeel/tasks";
import { limitedBy, linearMs } from "../budget.ts";
import { checkAccuracyAgreement } from "./accuracy-agreement.ts";
import { lastCall, predictTestSet } from "./predict-test-set.ts";
import type { TaskContext, TaskOutcome } from "./task.ts";
import type { WatchedModel } from "./watched-calls.ts";

/**
 * Predicts the test images; keeps every image's outputs. Throws `BackendError` where its accuracy is not the one that
 * the training of the same weights ended with.
 */
export async function evaluate(context: TaskContext, model: WatchedModel): Promise<TaskOutcome> {
  const { job, dataset, store, budget } = context;
  const { count, rows, calls } = await predictTestSet(context, model);
  const samples: PredictionSamples = {
    classNames: [...dataset.classNames],
    labels: [...dataset.test.labels.subarray(0, count)],
    outputs: model.outputs,
    rows: rows.map((row) => [...row]),
    weights: job.weights.origin,
    calls,
  };
  await store.writeSamples("evaluate", samples);
  const { trainedIn } = job.weights;
  const trained = trainedIn === null ? null : await store.readSamples(trainedIn, "train");
  if (trained !== null)
    checkAccuracyAgreement({ backend: job.cell.backend, rows, labels: dataset.test.labels }, trained);
  const work = { work: "evaluate", done: count, planned: dataset.test.count, unit: "images" } as const;
  const cut = limitedBy(budget, { ...work, unitMs: linearMs(lastCall(calls), 1) });
  return { measurements: tasks.evaluate.measurements(samples), limits: [...job.weights.limits, ...cut] };
}
