/** What parent and child say to each other over IPC. Both sides check every message. */
import {
  augmentationSchema,
  cellSchema,
  checkResultSchema,
  layerKinds,
  measurementsSchema,
  modelSpecSchema,
  runtimeInfoSchema,
} from "@evenkeel/core";
import { z } from "zod";
import { exercisedSchema, exercisesJobSchema } from "./exercise/exercise-job.ts";

const weightsSchema = z.strictObject({
  file: z.string(),
  origin: z.enum(["trained", "initial"]),
  /** What was cut short about them, to be repeated beside every figure they lead to. */
  limits: z.array(z.string()),
});

/** Which part of the dataset's training images a round works with; null for training and test images as they are. */
const foldSchema = z
  .strictObject({ folds: z.int().min(2), fold: z.int().positive(), seed: z.int().nonnegative() })
  .nullable();

const cellJobSchema = z.strictObject({
  kind: z.literal("cell"),
  runFolder: z.string(),
  cell: cellSchema,
  spec: modelSpecSchema,
  seed: z.int().nonnegative(),
  epochs: z.int().positive(),
  augmentation: augmentationSchema.nullable(),
  threads: z.int().positive().nullable(),
  budgetSeconds: z.number().positive(),
  throughputBatchSizes: z.array(z.int().positive()),
  /** Empty where no step times are asked for. */
  stepTimeBatchSizes: z.array(z.int().positive()),
  /** The decoded dataset, fitted to the model. */
  datasetFolder: z.string(),
  fold: foldSchema,
  weights: weightsSchema,
  /** A cell of the run whose checks of layer kinds hold for this one, too; null where there is none. */
  checkedIn: z.string().nullable(),
  /** What the probe of this backend found; the cell must obtain the same. */
  probed: runtimeInfoSchema,
});
export type CellJob = z.infer<typeof cellJobSchema>;

/** What a child process is to do: exactly one thing, then it exits. */
export const jobSchema = z.discriminatedUnion("kind", [
  cellJobSchema,
  z.strictObject({ kind: z.literal("probe"), backend: z.string() }),
  /** Only loads what every cell loads. */
  z.strictObject({ kind: z.literal("baseline"), datasetFolder: z.string(), fold: foldSchema }),
  exercisesJobSchema,
  /** The gradient gate, outside of any run. */
  z.strictObject({
    kind: z.literal("checks"),
    backend: z.string(),
    layers: z.array(z.enum(layerKinds)),
    models: z.array(modelSpecSchema),
    threads: z.int().positive().nullable(),
  }),
]);
export type Job = z.infer<typeof jobSchema>;

const availabilitySchema = z.discriminatedUnion("state", [
  z.strictObject({ state: z.literal("available"), runtime: runtimeInfoSchema }),
  z.strictObject({
    state: z.literal("unavailable"),
    reason: z.enum(["not-installed", "no-device", "no-credentials", "unsupported-layer", "broken"]),
    message: z.string(),
    remedy: z.string().nullable(),
  }),
]);

const progressSchema = z.strictObject({
  kind: z.literal("progress"),
  phase: z.string(),
  /** Of the cell's work, 0–1. */
  fraction: z.number().min(0).max(1),
  runtime: runtimeInfoSchema.nullable(),
  /** What is known so far; kept when the cell does not come home. */
  measurements: measurementsSchema,
  peakRssBytes: z.number(),
});
export type ProgressMessage = z.infer<typeof progressSchema>;

const completedSchema = z.strictObject({
  kind: z.literal("completed"),
  runtime: runtimeInfoSchema,
  measurements: measurementsSchema,
  limits: z.array(z.string()),
  peakRssBytes: z.number(),
});
export type CompletedMessage = z.infer<typeof completedSchema>;

/** What a child says. Every message but `progress` is its last. */
export const childMessageSchema = z.discriminatedUnion("kind", [
  progressSchema,
  completedSchema,
  z.strictObject({ kind: z.literal("probed"), availability: availabilitySchema }),
  z.strictObject({ kind: z.literal("baselined"), peakRssBytes: z.number() }),
  exercisedSchema,
  z.strictObject({ kind: z.literal("checked"), checks: z.array(checkResultSchema) }),
  z.strictObject({
    kind: z.literal("error"),
    /** The error's class: `backend`, `unsupported-layer`, `run-folder`, `unexpected`, … */
    code: z.string(),
    message: z.string(),
    remedy: z.string().nullable(),
  }),
]);
export type ChildMessage = z.infer<typeof childMessageSchema>;
export type FinalMessage = Exclude<ChildMessage, ProgressMessage>;
