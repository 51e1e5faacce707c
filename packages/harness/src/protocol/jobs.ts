import {
  augmentationSchema,
  availabilitySchema,
  cellSchema,
  checkResultSchema,
  layerKinds,
  limitSchema,
  measurementsSchema,
  modelSpecSchema,
  runtimeInfoSchema,
} from "@evenkeel/core";
import { z } from "zod";
import { cellModelSchema } from "./cell-model.ts";
import { defineJob, type JobOf, type ReplyOf } from "./define-job.ts";

/** Which part of the dataset's training images a round works with; null for training and test images as they are. */
const foldSchema = z
  .strictObject({ folds: z.int().min(2), fold: z.int().positive(), seed: z.int().nonnegative() })
  .nullable();

/** What a child process of a run does: exactly one of these, then it exits. */
export const jobs = {
  /** Says whether a backend can run here. */
  probe: defineJob("probe", { backend: z.string() }, availabilitySchema),
  /** Only loads what every cell loads. */
  baseline: defineJob(
    "baseline",
    { datasetFolder: z.string(), fold: foldSchema },
    z.strictObject({ peakRssBytes: z.number() }),
  ),
  /** Takes the time of the reference kernel. */
  referenceKernel: defineJob("reference-kernel", {}, z.strictObject({ medianMs: z.number().positive() })),
  cell: defineJob(
    "cell",
    {
      runFolder: z.string(),
      cell: cellSchema,
      model: cellModelSchema,
      augmentation: augmentationSchema.nullable(),
      threads: z.int().positive().nullable(),
      budgetSeconds: z.number().positive(),
      /** Of the task, as its definition has them. */
      settings: z.record(z.string(), z.json()),
      /** The decoded dataset, fitted to the model. */
      datasetFolder: z.string(),
      fold: foldSchema,
      /** A cell of the run whose checks of layer kinds hold for this one, too; null where there is none. */
      checkedIn: z.string().nullable(),
      /** What the probe of this backend found; the cell must obtain the same. */
      probed: runtimeInfoSchema,
    },
    z.strictObject({
      runtime: runtimeInfoSchema,
      measurements: measurementsSchema,
      limits: z.array(limitSchema),
      /** Of the file of trained weights that the cell left, if it did. */
      weightsSha256: z.string().exactOptional(),
      peakRssBytes: z.number(),
    }),
  ),
  /** The gradient gate, outside of any run. */
  checks: defineJob(
    "checks",
    {
      backend: z.string(),
      layers: z.array(z.enum(layerKinds)),
      models: z.array(modelSpecSchema),
      random: z.strictObject({ count: z.int().positive(), seed: z.int().nonnegative() }).nullable(),
      threads: z.int().positive().nullable(),
    },
    z.strictObject({ checks: z.array(checkResultSchema) }),
  ),
} as const;

type Jobs = typeof jobs;
export type Job = { [Kind in keyof Jobs]: JobOf<Jobs[Kind]> }[keyof Jobs];
export type CellJob = JobOf<Jobs["cell"]>;
export type CellReply = ReplyOf<Jobs["cell"]>;
