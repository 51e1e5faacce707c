import { z } from "zod";
import { runtimeInfoSchema } from "./availability.ts";
import { cellSchema } from "./cell.ts";
import { datasetRemarkSchema } from "./dataset-remark.ts";
import { limitSchema } from "./limit.ts";
import { machineIdentitySchema, machineNameSchema } from "./machine-identity.ts";
import { machineLimitsSchema, machineLoadSchema, processorStateSchema } from "./machine.ts";
import { measurementsSchema } from "./measurement.ts";

export const reasonSchema = z.strictObject({ code: z.string(), message: z.string(), remedy: z.string().nullable() });
export type CellReason = z.infer<typeof reasonSchema>;

const settled = {
  ...cellSchema.shape,
  device: z.string(),
  startedAt: z.iso.datetime(),
  wallSeconds: z.number(),
  /** While its process ran. */
  machineLoad: machineLoadSchema.exactOptional(),
  /** When its process had ended; left out where the kernel shows nothing of it. */
  processors: processorStateSchema.exactOptional(),
};
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
    /** What was cut short; empty for full work. Limited work never ranks in accuracy. */
    limits: z.array(limitSchema),
    /** Of the file of trained weights that the cell left: what is evaluated is held against it. */
    weightsSha256: z.string().exactOptional(),
  }),
  z.strictObject({ ...numberless, state: z.literal("over-budget"), partialMeasurements: measurementsSchema }),
  z.strictObject({ ...numberless, state: z.literal("unavailable") }),
  z.strictObject({ ...numberless, state: z.literal("not-comparable") }),
  z.strictObject({ ...numberless, state: z.literal("failed") }),
]);
export type CellResult = z.infer<typeof cellResultSchema>;
export type CompletedCell = Extract<CellResult, { state: "completed" }>;

/** A path within a folder: names joined by slashes, none of which leads out of it. */
const pathWithin = z.string().regex(/^(?!\.{1,2}(?:\/|$))[^/\\\p{Cc}]+(?:\/(?!\.{1,2}(?:\/|$))[^/\\\p{Cc}]+)*$/u);

/** A git repository, not Evenkeel's, that keeps an experiment. */
export const experimentRepositorySchema = z.strictObject({
  /** What was checked out when the run began. */
  commit: z.string().regex(/^[0-9a-f]{40,64}$/),
  /** Uncommitted changes in files that git follows, or an experiment that it does not. */
  dirty: z.boolean(),
  /** The experiment's file, as it is called from the top of the repository. */
  experiment: pathWithin,
});
export type ExperimentRepository = z.infer<typeof experimentRepositorySchema>;

export const environmentSchema = z.strictObject({
  /** Machine identity: times are only comparable where it is equal. */
  fingerprint: z.string(),
  /** What the fingerprint is made from; left out by older runs, whose fingerprints came from less. */
  machine: machineIdentitySchema.exactOptional(),
  /** What people call the machine; left out where nobody named it, and no part of the fingerprint. */
  machineName: machineNameSchema.exactOptional(),
  cpu: z.string(),
  /** Cores and memory that the process may use, which can be less than there are. */
  cores: z.int().positive(),
  memoryBytes: z.number(),
  /** What the machine has, and what bounded the process there. */
  machineLimits: machineLimitsSchema.exactOptional(),
  /** While the run was prepared, before its first cell. */
  machineLoad: machineLoadSchema.exactOptional(),
  operatingSystem: z.string(),
  node: z.string(),
  evenkeelCommit: z.string().nullable(),
  /** Uncommitted changes in the checkout that ran. */
  dirty: z.boolean().nullable(),
  /** Left out by older runs. */
  evenkeelVersion: z.string().exactOptional(),
  /** Left out where the experiment lies in no other repository than Evenkeel's. */
  repository: experimentRepositorySchema.exactOptional(),
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
  /** Whether its files were held against published checksums; left out for folders of one's own pictures. */
  contentVerified: z.boolean().exactOptional(),
  licence: z.string(),
  /** What was found while it was opened; left out where nothing was. */
  remarks: z.array(datasetRemarkSchema).exactOptional(),
});
export type DatasetInfo = z.infer<typeof datasetInfoSchema>;
