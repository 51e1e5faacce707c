import type { Measurements, Model } from "@evenkeel/core";
import { classificationMetrics } from "@evenkeel/stats";
import { limitedBy } from "../budget.ts";
import { predictTestSet } from "./predict-test-set.ts";
import type { TaskContext, TaskOutcome } from "./task.ts";

/** Predicts the test images and judges the answers; keeps every image's logits. */
export async function evaluate(context: TaskContext, model: Model): Promise<TaskOutcome> {
  const { job, dataset, store, budget } = context;
  const { count, logits } = await predictTestSet(context, model);
  const limits = [...job.weights.limits];
  if (count < dataset.test.count) limits.push(limitedBy(budget, "evaluated", count, dataset.test.count, "images"));
  const labels = dataset.test.labels.slice(0, count);
  await store.writeSamples("evaluate", {
    classNames: [...dataset.classNames],
    labels: [...labels],
    logits: logits.map((row) => [...row]),
    weights: job.weights.origin,
  });
  return { measurements: count === 0 ? {} : metrics(labels, logits, job.spec.classes), limits };
}

function metrics(labels: Int32Array, logits: readonly Float32Array[], classCount: number): Measurements {
  const found = classificationMetrics({ labels, logits, classCount });
  const of = (value: number, unit: "ratio" | "nats") => ({ value, unit, n: labels.length, basis: "measured" }) as const;
  return {
    "evaluate.accuracy": of(found.accuracy, "ratio"),
    "evaluate.macroPrecision": of(found.macroPrecision, "ratio"),
    "evaluate.macroRecall": of(found.macroRecall, "ratio"),
    "evaluate.macroF1": of(found.macroF1, "ratio"),
    ...(found.macroRocAuc !== null && { "evaluate.macroRocAuc": of(found.macroRocAuc, "ratio") }),
    "evaluate.expectedCalibrationError": of(found.expectedCalibrationError, "ratio"),
    "evaluate.crossEntropy": of(found.crossEntropy, "nats"),
  };
}
