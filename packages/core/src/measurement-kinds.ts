/** What the value of a measurement is in. */
export const units = [
  "ms",
  "s",
  "bytes",
  "images/s",
  "queries/s",
  "ratio",
  "nats",
  "steps",
  "epochs",
  "images",
  "samples",
  "checks",
  "GFLOP/s",
  "ns",
] as const;
export type MeasurementUnit = (typeof units)[number];

/** What the n of a measurement counts; `calls` held several steps each and is what older runs counted. */
export const sampleKinds = [
  "steps",
  "epochs",
  "trainings",
  "images",
  "predictions",
  "queries",
  "batches",
  "products",
  "readings",
  "pairs",
  "checks",
  "processes",
  "calls",
] as const;
export type SampleKind = (typeof sampleKinds)[number];

/**
 * What a value is of, whatever its unit: it decides how two values are compared and which difference counts.
 *
 * - `accuracy`: how well images are predicted, as a share of them or a mean of such shares.
 * - `share`: a part of a time, a processor or trainings.
 * - `loss`: a mean over images or steps, in nats.
 * - `error`: how far a computation is from the oracle's.
 * - `count`: of steps, epochs, images or checks.
 */
export type MeasurementKind = "time" | "rate" | "memory" | "accuracy" | "share" | "loss" | "error" | "count";

/** What the catalogue says of a measurement. */
export interface CatalogEntry {
  readonly unit: MeasurementUnit;
  readonly kind: MeasurementKind;
  /** What its n counts. */
  readonly counts: SampleKind;
  readonly meaning: string;
  /** What a seed determines: another round of the same seed repeats it and adds nothing. Times and memory are not. */
  readonly ofSeed?: true;
}
