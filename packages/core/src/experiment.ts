import { z } from "zod";

/** What a cell does. */
export const taskSchema = z.enum(["train", "evaluate", "latency", "throughput"]);
export type Task = z.infer<typeof taskSchema>;

/** A model with the data it is trained and evaluated on. */
export const workloadSchema = z.strictObject({
  model: z.string(),
  dataset: z.string(),
  /** Passes over the training images, or the model's own recipe. */
  epochs: z.union([z.int().positive(), z.literal("recipe")]),
});
export type Workload = z.infer<typeof workloadSchema>;

/** One file of `benchmarks/`: what to run, not how. */
export const experimentSchema = z.strictObject({
  name: z.string(),
  title: z.string(),
  description: z.string(),
  /** Backend ids, or every backend of the registry. */
  backends: z.union([z.literal("all"), z.array(z.string()).min(1)]),
  workloads: z.array(workloadSchema).min(1),
  tasks: z.array(taskSchema).min(1),
  /** Passes over all cells, order alternating. Each round is a replicate with its own processes. */
  rounds: z.int().positive(),
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
  /** Largest peak resident memory of a cell's process tree, in MiB; above it the cell is killed. */
  memoryBudgetMiB: z.int().positive(),
});
export type Experiment = z.infer<typeof experimentSchema>;

/** One entry of a plan: backend × workload × task × round. */
export const cellSchema = z.strictObject({
  /** Unique in the run and safe as a folder name: `r1.train.keras-mnist-cnn.onnx-cpu`. */
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
  backend: z.string(),
  model: z.string(),
  dataset: z.string(),
  task: taskSchema,
  /** From 1. */
  round: z.int().positive(),
});
export type Cell = z.infer<typeof cellSchema>;
