import { createHash } from "node:crypto";
import { measurementCatalog, type MeasurementName, type TaskName } from "@evenkeel/core";

/** What a series is of: a measurement, or the name that another tool gave its own. */
export type SeriesMeasurement = MeasurementName | "install.sizeBytes" | `foreign.${string}`;

/** What makes two values points of one series: all of it is equal. */
export interface SeriesIdentity {
  /** Of the machine. */
  readonly fingerprint: string;
  readonly backend: string;
  readonly workload: string;
  /** Hash of what the workload does, so that an edited one under its old id begins a new series. */
  readonly workloadKey: string;
  readonly task: TaskName | "install" | "foreign";
  readonly measurement: SeriesMeasurement;
  /** As asked for: `default`, or a number. */
  readonly threads: string;
  readonly batchSize: number | null;
  readonly precision: string | null;
  /** Of the control arm: what the same machine makes of no difference at all. */
  readonly control: boolean;
}

/** A measurement of a backend's work on a machine, night after night. */
export interface Series extends SeriesIdentity {
  /** See `seriesId`. */
  readonly id: string;
  readonly unit: string;
  /** Null where a smaller or larger value is no merit. */
  readonly better: "lower" | "higher" | null;
}

/** The first 16 hexadecimal digits of the sha256 over the identity's fields, one a line. */
export function seriesId(identity: SeriesIdentity): string {
  const { fingerprint, backend, workload, workloadKey, task, measurement, threads } = identity;
  const { batchSize, precision, control } = identity;
  const variant = [threads, batchSize ?? "", precision ?? "", control ? "control" : ""];
  const fields = [fingerprint, backend, workload, workloadKey, task, measurement, ...variant];
  return createHash("sha256").update(fields.join("\n")).digest("hex").slice(0, 16);
}

/** The series of an identity. */
export function seriesOf(identity: SeriesIdentity, { unit, better }: Pick<Series, "unit" | "better">): Series {
  return { ...identity, id: seriesId(identity), unit, better };
}

/** What decides how changes of a series are told from its noise. */
export type SeriesKind = "time" | "rate" | "memory" | "accuracy" | "size";

/**
 * By the measurement's unit; of another tool's that is neither bytes nor a rate, what is better when it is higher is
 * treated as a rate, and all else as a time.
 */
export function kindOf({ measurement, unit, better }: Pick<Series, "measurement" | "unit" | "better">): SeriesKind {
  if (measurement === "install.sizeBytes") return "size";
  if (unit === "bytes") return "memory";
  if (!(measurement in measurementCatalog)) return better === "higher" || unit.endsWith("/s") ? "rate" : "time";
  if (unit === "ratio") return "accuracy";
  return unit.endsWith("/s") ? "rate" : "time";
}

/** Whether a change of a series is for the worse; `effect` is positive where its value grew. */
export function isWorse({ better }: Pick<Series, "better">, effect: number): boolean {
  return effect > 0 !== (better === "higher");
}
