import { createHash } from "node:crypto";
import { measurementCatalog, type MeasurementKind, type MeasurementName, type TaskName } from "@evenkeel/core";

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

/** What decides how changes of a series are told from its noise: what it measures, or `size` of files on a disk. */
export type SeriesKind = MeasurementKind | "size";

/** Of a series, what says how its values are judged and shown. */
export type Measured = Pick<Series, "measurement" | "unit" | "better">;

/**
 * As the catalogue says; of another tool's measurement in bytes it is memory, of one that is a rate, or better when it
 * is higher, a rate, and all else is taken for a time.
 */
export function kindOf({ measurement, unit, better }: Measured): SeriesKind {
  if (measurement === "install.sizeBytes") return "size";
  if (isCatalogued(measurement)) return measurementCatalog[measurement].kind;
  if (unit === "bytes") return "memory";
  return better === "higher" || unit.endsWith("/s") ? "rate" : "time";
}

function isCatalogued(measurement: SeriesMeasurement): measurement is MeasurementName {
  return Object.hasOwn(measurementCatalog, measurement);
}

/** Shares are compared by differences: half a point is as much at 60% as at 99%. All else is by ratios. */
export function comparedBy(kind: SeriesKind): "ratio" | "difference" {
  return kind === "accuracy" || kind === "share" ? "difference" : "ratio";
}

/** Whether a change of a series is for the worse; `effect` is positive where its value grew. */
export function isWorse({ better }: Pick<Series, "better">, effect: number): boolean {
  return effect > 0 !== (better === "higher");
}
