import { measurement, type Measurements } from "@evenkeel/core";
import { classificationMetrics } from "@evenkeel/stats";
import { z } from "zod";
import { noVariants, type TaskDefinition } from "./definition.ts";

const settings = z.strictObject({});
const samples = z.strictObject({
  classNames: z.array(z.string()),
  labels: z.array(z.int()),
  /** One row of raw logits an image, in the order of the test images. */
  logits: z.array(z.array(z.number())),
  /** Whose weights were evaluated: `trained` by this backend from this seed, or `initial`. */
  weights: z.enum(["trained", "initial"]),
});
export type PredictionSamples = z.infer<typeof samples>;

/** Predicts the test images. */
export const evaluate: TaskDefinition<z.infer<typeof settings>, PredictionSamples> = {
  summary: "predicts the test images with the weights that train left, and keeps every prediction",
  settings,
  samples: { file: "predictions.json", schema: samples },
  needs: "predicts",
  after: ["train"],
  provedFirst: false,
  repeats: { seeds: true, rounds: false },
  variants: () => noVariants,
  measurements: ({ labels, logits }) => (logits.length === 0 ? {} : metrics(labels, logits)),
};

function metrics(labels: readonly number[], logits: readonly (readonly number[])[]): Measurements {
  const n = labels.length;
  const rows = logits.map((row) => Float32Array.from(row));
  const found = classificationMetrics({
    labels: Int32Array.from(labels),
    logits: rows,
    classCount: rows[0]?.length ?? 0,
  });
  return {
    ...measurement("evaluate.accuracy", found.accuracy, n),
    ...measurement("evaluate.macroPrecision", found.macroPrecision, n),
    ...measurement("evaluate.macroRecall", found.macroRecall, n),
    ...measurement("evaluate.macroF1", found.macroF1, n),
    ...(found.macroRocAuc !== null && measurement("evaluate.macroRocAuc", found.macroRocAuc, n)),
    ...measurement("evaluate.expectedCalibrationError", found.expectedCalibrationError, n),
    ...measurement("evaluate.crossEntropy", found.crossEntropy, n),
  };
}
