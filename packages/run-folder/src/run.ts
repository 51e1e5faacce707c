import {
  augmentationSchema,
  cellResultSchema,
  cellSchema,
  datasetInfoSchema,
  environmentSchema,
  learningRateScheduleSchema,
  machineNameSchema,
  modelInfoSchema,
  reasonSchema,
  runtimeInfoSchema,
  workloadIdSchema,
} from "@evenkeel/core";
import { experimentSchema } from "@evenkeel/tasks";
import { z } from "zod";
import { claimSchema } from "./claim.ts";
import { roundRecordSchema } from "./round-records.ts";

/** Raised whenever a field changes its meaning. A reader takes this version and all older ones, by migration. */
export const schemaVersion = 3;

/** A workload with all that its cells start from. */
const workloadInfoSchema = z.strictObject({
  id: workloadIdSchema,
  model: z.string(),
  /** As fitted to the model. */
  dataset: datasetInfoSchema,
  /** Left out of a model that is not trained here. */
  epochs: z.int().positive().exactOptional(),
  /** In place of the one of the model's recipe. */
  schedule: learningRateScheduleSchema.exactOptional(),
  /** Null leaves the training images as they are. */
  augmentation: augmentationSchema.nullable(),
  /** By seed: sha256 of the safetensors file of the weights that every backend starts from; none of a given model. */
  initialWeights: z.record(z.string(), z.string()),
  /** Of a given model: which of its outputs stands for each class, those of classes that the dataset lacks last. */
  outputOrder: z.array(z.int().nonnegative()).exactOptional(),
  /** The names of those. */
  otherClasses: z.array(z.string()).exactOptional(),
});
export type WorkloadInfo = z.infer<typeof workloadInfoSchema>;

/** `run.json`: written when the run begins, and again when it ends. Settled cells in between are in `journal.jsonl`. */
export const runSchema = z.strictObject({
  schemaVersion: z.literal(schemaVersion),
  runId: z.string(),
  /** `running` also stands in the folder of a run that was killed: `--resume` goes on with it. */
  state: z.enum(["running", "interrupted", "finished"]),
  startedAt: z.iso.datetime(),
  finishedAt: z.iso.datetime().nullable(),
  fingerprint: z.string(),
  environment: environmentSchema,
  experiment: experimentSchema,
  /** The command line that ran, to be run again. */
  command: z.array(z.string()),
  /** Flags by which the command line changed the experiment; left out by runs that did not record them. */
  changes: z.array(z.string()).exactOptional(),
  models: z.array(modelInfoSchema),
  /** In the order of the experiment. */
  workloads: z.array(workloadInfoSchema),
  /** Every backend asked for, with device and whether it could run. */
  backends: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      device: z.string(),
      /** What of this project's own code computes beside the library's. */
      ours: z.string().exactOptional(),
      /** Other backends are held against it where no gate can be: for models of this source. */
      referenceFor: z.enum(["spec", "onnx", "endpoint"]).exactOptional(),
      /** On the disk, of the libraries that it runs on; left out by older runs, and where nothing tells. */
      installedBytes: z.int().positive().exactOptional(),
      runtime: runtimeInfoSchema.nullable(),
      reason: reasonSchema.nullable(),
    }),
  ),
  plan: z.array(cellSchema),
  cells: z.array(cellResultSchema),
  /** How the machine fared over each round that is whole; left out by runs that did not watch. */
  rounds: z.array(roundRecordSchema).exactOptional(),
  /**
   * Of a fixed computation, the reference kernel, in a process of its own: how fast the machine was before the first
   * cell and after the last one. Left out by runs that did not take it.
   */
  referenceKernel: z
    .strictObject({
      /** Times of two versions do not compare. */
      version: z.int().positive(),
      beforeMs: z.number().positive(),
      /** Null of a run that has not come to its end. */
      afterMs: z.number().positive().nullable(),
    })
    .exactOptional(),
  /** What of the differences is earned; empty until the run is closed, and in older runs. */
  claims: z.array(claimSchema),
  /** Of a run that goes on while its claims are open: its last answer. Left out of others, and before the first. */
  untilDecided: z
    .strictObject({
      maxRounds: z.int().positive(),
      /** Rounds after which nothing was open; null while something is, and where the most rounds left it so. */
      decidedAfter: z.int().positive().nullable(),
      /** What decided it, or what is open, in a sentence. */
      why: z.string(),
    })
    .exactOptional(),
});
export type Run = z.output<typeof runSchema>;

/** What `evenkeel run --json` prints: the part of a run that other tools read. */
export const runSummarySchema = runSchema
  .pick({ schemaVersion: true, runId: true, fingerprint: true, cells: true, claims: true })
  .extend({ folder: z.string(), machineName: machineNameSchema.exactOptional() });
export type RunSummary = z.output<typeof runSummarySchema>;
