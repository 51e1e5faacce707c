import { z } from "zod";
import { cellSchema, experimentSchema } from "./experiment.ts";
import { measurementsSchema } from "./measurement.ts";
import { modelSpecSchema } from "./model-spec.ts";

/** Raised whenever a field changes its meaning; readers refuse a newer one by name and still read the older ones. */
export const schemaVersion = 1;

export const runtimeInfoSchema = z.strictObject({
  library: z.string(),
  version: z.string(),
  pinnedVersion: z.string().exactOptional(),
  provider: z.string(),
  threads: z.int().positive(),
  simd: z.boolean().nullable(),
  deviceName: z.string().nullable(),
  deviceVersions: z.record(z.string(), z.string()).exactOptional(),
});

const reasonSchema = z.strictObject({ code: z.string(), message: z.string(), remedy: z.string().nullable() });
export type CellReason = z.infer<typeof reasonSchema>;

const settled = { ...cellSchema.shape, device: z.string(), startedAt: z.iso.datetime(), wallSeconds: z.number() };
/** No number was earned: `measurements` is empty and `reason` says why. */
const numberless = {
  ...settled,
  runtime: runtimeInfoSchema.nullable(),
  measurements: z.strictObject({}),
  reason: reasonSchema,
};

/** What became of a cell. Only `completed` has measurements that may be compared. */
export const cellResultSchema = z.discriminatedUnion("state", [
  z.strictObject({
    ...settled,
    state: z.literal("completed"),
    runtime: runtimeInfoSchema,
    measurements: measurementsSchema,
    /** What the time budget cut short ("trained 3 of 375 steps"); empty for full work. Limited work never ranks in accuracy. */
    limits: z.array(z.string()),
  }),
  z.strictObject({ ...numberless, state: z.literal("over-budget"), partialMeasurements: measurementsSchema }),
  z.strictObject({ ...numberless, state: z.literal("unavailable") }),
  z.strictObject({ ...numberless, state: z.literal("not-comparable") }),
  z.strictObject({ ...numberless, state: z.literal("failed") }),
]);
export type CellResult = z.infer<typeof cellResultSchema>;
export type CompletedCell = Extract<CellResult, { state: "completed" }>;

export const environmentSchema = z.strictObject({
  /** Machine identity: times are only comparable where it is equal. */
  fingerprint: z.string(),
  cpu: z.string(),
  cores: z.int().positive(),
  memoryBytes: z.number(),
  operatingSystem: z.string(),
  node: z.string(),
  evenkeelCommit: z.string().nullable(),
  /** Uncommitted changes in the checkout that ran. */
  dirty: z.boolean().nullable(),
  /** 1-minute load average when the run began; null on Windows. */
  loadAverage: z.number().nullable(),
  packages: z.record(z.string(), z.string()),
});
export type Environment = z.infer<typeof environmentSchema>;

/** The dataset a run used: identity by content. */
export const datasetInfoSchema = z.strictObject({
  name: z.string(),
  classNames: z.array(z.string()),
  height: z.int(),
  width: z.int(),
  channels: z.int(),
  trainCount: z.int(),
  testCount: z.int(),
  /** sha256 over the decoded pixels and labels. */
  sha256: z.string(),
  adaptation: z.string().nullable(),
  licence: z.string(),
});
export type DatasetInfo = z.infer<typeof datasetInfoSchema>;

export const modelInfoSchema = z.strictObject({
  spec: modelSpecSchema,
  parameters: z.int(),
  /** Multiply and add counted as two, one forward pass of one sample. */
  flopsPerSample: z.number(),
  /** sha256 of the initial weights' safetensors file. */
  initialWeightsSha256: z.string(),
});
export type ModelInfo = z.infer<typeof modelInfoSchema>;

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
  models: z.array(modelInfoSchema),
  /** By the workload's model: the dataset as fitted to it. */
  datasets: z.record(z.string(), datasetInfoSchema),
  /** Every backend asked for, with device and whether it could run. */
  backends: z.array(
    z.strictObject({
      id: z.string(),
      title: z.string(),
      device: z.string(),
      runtime: runtimeInfoSchema.nullable(),
      reason: reasonSchema.nullable(),
    }),
  ),
  plan: z.array(cellSchema),
  cells: z.array(cellResultSchema),
  claims: z.array(z.unknown()),
});
export type Run = z.infer<typeof runSchema>;

/** What `evenkeel run --json` prints: the part of a run that other tools read. */
export type RunSummary = Pick<Run, "schemaVersion" | "runId" | "fingerprint" | "cells" | "claims"> & {
  readonly folder: string;
};
