import { BackendError, type Model } from "@evenkeel/core";
import { tasks, type PredictionSamples } from "@evenkeel/tasks";
import { limitedBy, linearMs } from "../budget.ts";
import { checkAccuracyAgreement } from "./accuracy-agreement.ts";
import { predictedClasses } from "./class-order.ts";
import { lastCall, predictTestSet } from "./predict-test-set.ts";
import type { TaskContext, TaskOutcome } from "./task.ts";
import type { WatchedModel } from "./watched-calls.ts";

/**
 * Predicts the test images; keeps every image's outputs. Throws `BackendError` where its accuracy is not the one that
 * the training of the same weights ended with, and where what it calls probabilities is none.
 */
export async function evaluate(context: TaskContext, model: WatchedModel): Promise<TaskOutcome> {
  const { job, dataset, store, budget } = context;
  const { count, rows, calls } = await predictTestSet(context, model);
  checkProbabilities(rows, model.outputs, job.cell.backend);
  const weights = job.model.kind === "spec" ? job.model.weights : givenWeights;
  const samples: PredictionSamples = {
    classNames: predictedClasses(job, dataset.classNames),
    labels: [...dataset.test.labels.subarray(0, count)],
    outputs: model.outputs,
    rows: rows.map((row) => [...row]),
    weights: weights.origin,
    calls,
  };
  await store.writeSamples("evaluate", samples);
  const trained = weights.trainedIn === null ? null : await store.readSamples(weights.trainedIn, "train");
  if (trained !== null)
    checkAccuracyAgreement({ backend: job.cell.backend, rows, labels: dataset.test.labels }, trained);
  const work = { work: "evaluate", done: count, planned: dataset.test.count, unit: "images" } as const;
  const cut = limitedBy(budget, { ...work, unitMs: linearMs(lastCall(calls), 1) });
  return { measurements: tasks.evaluate.measurements(samples), limits: [...weights.limits, ...cut] };
}

/** A model that comes with its weights: nothing was cut short about them here. */
const givenWeights = { origin: "given", trainedIn: null, limits: [] } as const;

/** How far rounding may carry a probability out of its range. */
const probabilityError = 1e-3;

function checkProbabilities(rows: readonly Float32Array[], outputs: Model["outputs"], where: string): void {
  if (outputs !== "probabilities") return;
  const outside = rows
    .flatMap((row) => [...row])
    .find((value) => value < -probabilityError || value > 1 + probabilityError);
  if (outside === undefined) return;
  throw new BackendError("gave outputs that are no probabilities", {
    where,
    expected: "0 to 1",
    got: String(outside),
    remedy: "declare them as logits, if that is what they are",
  });
}
