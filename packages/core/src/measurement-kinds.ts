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
