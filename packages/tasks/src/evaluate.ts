import { measurement, outputsSchema, weightsOriginSchema, type Measurements } from "@evenkeel/core";
import { classificationMetrics } from "@evenkeel/stats";
import { z } from "zod";
import { noVariants, type TaskDefinition } from "./definition.ts";

const settings = z.strictObject({});
const samples = z.strictObject({
  classNames: z.array(z.string()),
  labels: z.array(z.int()),
  /** What the model gives. */
  outputs: outputsSchema,
  /** Each image's outputs, in the order of the test images: a number a class, or a class index for labels. */
  rows: z.array(z.array(z.number())),
  /** Whose weights were evaluated: `trained` by this backend from this seed, `initial`, or `given` with the model. */
  weights: weightsOriginSchema,
  /** Calls of `predict` in order of time: by the harness's clock, and what the backend says it computed, in ms. */
  calls: z.array(z.strictObject({ images: z.int().positive(), callMs: z.number(), computeMs: z.number() })).nullable(),
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
  repeats: { seeds: true, rounds: false, threads: false },
  variants: () => noVariants,
  measurements: (predicted) => (predicted.rows.length === 0 ? {} : metrics(predicted)),
};

function metrics({ classNames, labels, outputs, rows }: PredictionSamples): Measurements {
  const n = labels.length;
  const width = outputs === "labels" ? 0 : (rows[0]?.length ?? 0);
  const found = classificationMetrics({
    labels: Int32Array.from(labels),
    outputs,
    rows: rows.map((row) => Float32Array.from(row)),
    classCount: Math.max(classNames.length, width),
  });
  const { macroRocAuc, expectedCalibrationError, crossEntropy } = found;
  return {
    ...measurement("evaluate.accuracy", found.accuracy, n),
    ...measurement("evaluate.macroPrecision", found.macroPrecision, n),
    ...measurement("evaluate.macroRecall", found.macroRecall, n),
    ...measurement("evaluate.macroF1", found.macroF1, n),
    ...(macroRocAuc !== null && measurement("evaluate.macroRocAuc", macroRocAuc, n)),
    ...(expectedCalibrationError !== null &&
      measurement("evaluate.expectedCalibrationError", expectedCalibrationError, n)),
    ...(crossEntropy !== null && measurement("evaluate.crossEntropy", crossEntropy, n)),
  };
}
