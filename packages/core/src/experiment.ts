import { z } from "zod";

/**
 * What a cell does. `gradients` proves a backend against the oracle: what fails there is not trained. `overhead` is what
 * our own interface costs.
 */
export const taskSchema = z.enum(["train", "evaluate", "latency", "throughput", "step-time", "overhead", "gradients"]);
export type Task = z.infer<typeof taskSchema>;

/** What may happen to a training image, seeded, before any backend sees it; a part left out does not happen. */
export const augmentationSchema = z.strictObject({
  /** Mirrored left to right, half of the time. */
  flip: z.boolean().exactOptional(),
  /** Moved by at most this many whole pixels along each axis: a crop out of the image padded by as much. */
  shiftPixels: z.int().nonnegative().exactOptional(),
  /** Turned about its centre by at most this many degrees either way. */
  rotationDegrees: z.number().min(0).max(180).exactOptional(),
  /** Scaled about its centre by a factor between 1 − this and 1 + this. */
  scaling: z.number().min(0).lt(1).exactOptional(),
});
export type Augmentation = z.infer<typeof augmentationSchema>;

/** A model with the data it is trained and evaluated on. */
export const workloadSchema = z.strictObject({
  model: z.string(),
  dataset: z.string(),
  /** Passes over the training images, or the model's own recipe. */
  epochs: z.union([z.int().positive(), z.literal("recipe")]),
  augmentation: augmentationSchema.optional(),
});
export type Workload = z.infer<typeof workloadSchema>;

/** One file of `benchmarks/`: what to run, not how. */
export const experimentSchema = z.strictObject({
  /** Also the end of a run folder's name. */
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "expected lower-case letters, digits and dashes"),
  title: z.string(),
  description: z.string(),
  /** Backend ids, or every backend of the registry. */
  backends: z.union([z.literal("all"), z.array(z.string()).min(1)]),
  workloads: z.array(workloadSchema).min(1),
  tasks: z.array(taskSchema).min(1),
  /** Passes over all cells, order alternating. Each round is a replicate with its own processes. */
  rounds: z.int().positive(),
  /**
   * Stratified k-fold cross-validation over the training images: round r trains on all folds but fold ((r − 1) mod k) + 1
   * and evaluates on that one. The test images stay untouched. `rounds` is a multiple of it.
   */
  crossValidationFolds: z.int().min(2).optional(),
  /** The seed of weights, batch order, dropout masks and augmentation. */
  seed: z.int().nonnegative(),
  /** Threads for every backend, or null for each backend's default. */
  threads: z.int().positive().nullable(),
  /**
   * Seconds a cell may measure for. Work that would take longer stops early and is reported as limited; a cell that does
   * not come home by itself is killed (see `hardLimitSeconds` of the harness) and reported as over budget.
   */
  budgetSeconds: z.number().positive(),
  /** Batch sizes of the throughput task. */
  throughputBatchSizes: z.array(z.int().positive()).min(1),
  /** What the step-time task measures; without it there is no such task. */
  stepTime: z
    .strictObject({
      batchSizes: z.array(z.int().positive()).min(1),
      /** Each has cells of its own, in place of `threads`. */
      threads: z.array(z.int().positive()).min(1),
      /** Backends that ratios are taken to: to the first, and in each round to the fastest of all of them. */
      baselines: z.array(z.string()).min(1),
    })
    .exactOptional(),
  /** Largest peak resident memory of a cell's process tree, in MiB; above it the cell is killed. */
  memoryBudgetMiB: z.int().positive(),
});
export type Experiment = z.infer<typeof experimentSchema>;

/** One entry of a plan: backend × workload × task × round, and × threads where the experiment asks for several. */
export const cellSchema = z.strictObject({
  /** Unique in the run and safe as a folder name: `r1.train.keras-mnist-cnn.onnx-cpu`. */
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
  backend: z.string(),
  model: z.string(),
  dataset: z.string(),
  task: taskSchema,
  /** From 1. */
  round: z.int().positive(),
  /** In place of the experiment's. */
  threads: z.int().positive().exactOptional(),
});
export type Cell = z.infer<typeof cellSchema>;
