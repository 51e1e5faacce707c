/**
 * The raw samples of a cell, files of `cells/<cell-id>/`: everything in a report can be computed from them again.
 * Each task writes its own file; see `sampleFiles`.
 */
import { z } from "zod";
import { checkResultSchema } from "./check.ts";

export const trainingSamplesSchema = z.strictObject({
  batchSize: z.int().positive(),
  trainImages: z.int().positive(),
  /** Loss before the update, one a step. */
  losses: z.array(z.number()),
  /** Compute time of each `train` call in ms and how many steps and images it held. */
  calls: z.array(z.strictObject({ steps: z.int(), images: z.int(), computeMs: z.number(), wallMs: z.number() })),
  epochs: z.array(z.strictObject({ seconds: z.number(), testAccuracy: z.number().nullable() })),
});
export type TrainingSamples = z.infer<typeof trainingSamplesSchema>;

export const predictionSamplesSchema = z.strictObject({
  classNames: z.array(z.string()),
  labels: z.array(z.int()),
  /** One row of raw logits an image, in the order of the test images. */
  logits: z.array(z.array(z.number())),
  /** Whose weights were evaluated: `trained` by this backend in this round, or `initial`. */
  weights: z.enum(["trained", "initial"]),
});
export type PredictionSamples = z.infer<typeof predictionSamplesSchema>;

export const latencySamplesSchema = z.strictObject({ batchSize: z.literal(1), ms: z.array(z.number()) });
export type LatencySamples = z.infer<typeof latencySamplesSchema>;

export const throughputSamplesSchema = z.strictObject({
  batches: z.array(z.strictObject({ batchSize: z.int().positive(), ms: z.array(z.number()) })),
});
export type ThroughputSamples = z.infer<typeof throughputSamplesSchema>;

export const stepTimeSamplesSchema = z.strictObject({
  batches: z.array(
    z.strictObject({
      batchSize: z.int().positive(),
      /** Calls of `train`: compute time beside the runtime, and wall time through our interface, in ms. */
      calls: z.array(z.strictObject({ steps: z.int().positive(), computeMs: z.number(), wallMs: z.number() })),
    }),
  ),
});
export type StepTimeSamples = z.infer<typeof stepTimeSamplesSchema>;

export const overheadSamplesSchema = z.strictObject({
  calls: z.array(
    z.strictObject({
      call: z.enum(["predict", "train"]),
      batchSize: z.int().positive(),
      /** Wall times of the same work, pair by pair in turn: through our interface, and with the library called by hand. */
      throughInterfaceMs: z.array(z.number()),
      byHandMs: z.array(z.number()),
    }),
  ),
});
export type OverheadSamples = z.infer<typeof overheadSamplesSchema>;

export const gradientSamplesSchema = z.strictObject({ checks: z.array(checkResultSchema) });
export type GradientSamples = z.infer<typeof gradientSamplesSchema>;

/** The file a task writes into its cell's folder, and the schema it holds. */
export const sampleFiles = {
  train: { file: "training.json", schema: trainingSamplesSchema },
  evaluate: { file: "predictions.json", schema: predictionSamplesSchema },
  latency: { file: "latency.json", schema: latencySamplesSchema },
  throughput: { file: "throughput.json", schema: throughputSamplesSchema },
  "step-time": { file: "step-time.json", schema: stepTimeSamplesSchema },
  overhead: { file: "overhead.json", schema: overheadSamplesSchema },
  gradients: { file: "gradients.json", schema: gradientSamplesSchema },
} as const;
