import { z } from "zod";
import { taskSchema } from "./task-name.ts";

/** What a task is repeated for within a workload; a dimension left out is the task's own. */
export const variantSchema = z.strictObject({
  /** As asked for; left out, as many as the backend takes itself. The cell's runtime says how many those were. */
  threads: z.int().positive().exactOptional(),
  batchSize: z.int().positive().exactOptional(),
  precision: z.enum(["float32", "float16", "int8"]).exactOptional(),
  /**
   * Does the work of another cell a second time, beside it in the same round (A/A): what the two differ by is noise. It
   * keeps times alone, and counts for nothing but that.
   */
  control: z.literal(true).exactOptional(),
});
export type Variant = z.infer<typeof variantSchema>;

const cellKey = {
  backend: z.string(),
  /** The workload's id. */
  workload: z.string(),
  task: taskSchema,
  variant: variantSchema,
  /** Of weights, batch order, dropout masks and augmentation. */
  seed: z.int().nonnegative(),
  /** From 1. A replicate of times, never of predictions. */
  round: z.int().positive(),
};

/** One entry of a plan, a point in an experiment's dimensions: backend × workload × task × variant × seed × round. */
export const cellSchema = z.strictObject({
  /** Unique in the run and safe as a folder name; see `cellId`. */
  id: z.string().regex(/^[a-z0-9][a-z0-9.-]*$/),
  ...cellKey,
  /** The workload's. */
  model: z.string(),
  dataset: z.string(),
  /**
   * Repeats work of the same seed for its times alone, in a later round or on another thread count: cut to one epoch,
   * without accuracy.
   */
  timesOnly: z.literal(true).exactOptional(),
});
export type Cell = z.infer<typeof cellSchema>;
/** A cell's dimensions. */
export type CellKey = Pick<Cell, "backend" | "workload" | "task" | "variant" | "seed" | "round">;

/** Whether a cell only shows noise: none of its values stands for its backend. */
export function isControl({ variant }: Pick<Cell, "variant">): boolean {
  return variant.control === true;
}

/**
 * For example `r1.train.keras-mnist-cnn.onnx-cpu.s7`; a variant's `.t2`, `.b32` or `.int8` stands before the seed, the
 * `.aa` of a control after it.
 */
export function cellId({ backend, workload, task, variant, seed, round }: CellKey): string {
  const { threads, batchSize, precision, control } = variant;
  return [
    `r${round}`,
    task,
    workload,
    backend,
    ...(threads === undefined ? [] : [`t${threads}`]),
    ...(batchSize === undefined ? [] : [`b${batchSize}`]),
    ...(precision === undefined ? [] : [precision]),
    `s${seed}`,
    ...(control === undefined ? [] : ["aa"]),
  ].join(".");
}
