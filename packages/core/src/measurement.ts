import { z } from "zod";

/** How a number was obtained. */
export const basisSchema = z.enum(["measured", "provider-reported", "declared", "estimated", "not-observable"]);
export type Basis = z.infer<typeof basisSchema>;

const units = [
  "ms",
  "s",
  "bytes",
  "images/s",
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

interface CatalogEntry {
  readonly unit: MeasurementUnit;
  readonly meaning: string;
  /** What a seed determines: another round of the same seed repeats it and adds nothing. Times and memory are not. */
  readonly ofSeed?: true;
}

/** Every measurement there is: its stable name, in the order reports show them, and what it is. */
export const measurementCatalog = {
  "train.imagesPerSecond": {
    unit: "images/s",
    meaning: "training images per second of compute, warm-up steps left out",
  },
  "train.stepMs": { unit: "ms", meaning: "median time of one full-batch optimizer step" },
  "train.epochSeconds": { unit: "s", meaning: "median wall time of an epoch, batches' preparation included" },
  "train.totalSeconds": {
    unit: "s",
    meaning: "wall time of the whole training, batches' preparation included, evaluation left out",
  },
  "train.firstLoss": { unit: "nats", meaning: "loss of the first step, before its update", ofSeed: true },
  "train.finalLoss": { unit: "nats", meaning: "mean loss of the last steps (at most 50)", ofSeed: true },
  "train.steps": { unit: "steps", meaning: "optimizer steps done", ofSeed: true },
  "train.epochs": { unit: "epochs", meaning: "epochs finished", ofSeed: true },
  "train.testAccuracy": {
    unit: "ratio",
    meaning: "top-1 accuracy on the test images after the last epoch",
    ofSeed: true,
  },
  "evaluate.accuracy": { unit: "ratio", meaning: "top-1 accuracy on the test images", ofSeed: true },
  "evaluate.macroPrecision": { unit: "ratio", meaning: "mean over classes of precision", ofSeed: true },
  "evaluate.macroRecall": { unit: "ratio", meaning: "mean over classes of recall", ofSeed: true },
  "evaluate.macroF1": { unit: "ratio", meaning: "mean over classes of F1", ofSeed: true },
  "evaluate.macroRocAuc": { unit: "ratio", meaning: "mean over classes of one-against-rest ROC AUC", ofSeed: true },
  "evaluate.expectedCalibrationError": { unit: "ratio", meaning: "ECE, 15 equal-width bins", ofSeed: true },
  "evaluate.crossEntropy": { unit: "nats", meaning: "mean cross-entropy on the test images", ofSeed: true },
  "latency.p50Ms": { unit: "ms", meaning: "median time of one prediction, batch 1" },
  "latency.p90Ms": { unit: "ms", meaning: "90th percentile, earned with at least 64 samples" },
  "latency.p99Ms": { unit: "ms", meaning: "99th percentile, earned with at least 662 samples" },
  "throughput.imagesPerSecond": { unit: "images/s", meaning: "best median rate over the stated batch sizes" },
  "throughput.bestBatchSize": { unit: "images", meaning: "the batch size of that rate" },
  "stepTime.imagesPerSecond": {
    unit: "images/s",
    meaning: "best median rate of training over the stated batch sizes, by the harness's clock around each call",
  },
  "stepTime.bestBatchSize": { unit: "images", meaning: "the batch size of that rate" },
  "stepTime.matrixProductGflops": {
    unit: "GFLOP/s",
    meaning: "a product of two 1024×1024 matrices by the same backend on the same threads",
  },
  "stepTime.threadRoundTripNs": {
    unit: "ns",
    meaning:
      "a message between two spinning threads and back, before the cell measured: high where the host keeps cores apart",
  },
  "overhead.predictMs": {
    unit: "ms",
    meaning: "what our interface adds to a prediction, batch 1: median of paired differences",
  },
  "overhead.trainMs": { unit: "ms", meaning: "what our interface adds to a training step, batch 1" },
  "overhead.predictShare": {
    unit: "ratio",
    meaning: "what our interface adds to predictions at batch 32, of the library's time when called by hand",
  },
  "overhead.trainShare": { unit: "ratio", meaning: "what our interface adds to a training step at batch 32, likewise" },
  "gradients.maxRelativeError": {
    unit: "ratio",
    meaning: "the largest relative error of any check against the float64 oracle",
    ofSeed: true,
  },
  "gradients.checks": {
    unit: "checks",
    meaning: "comparisons of the gradient gate that were asked of the backend",
    ofSeed: true,
  },
  "gradients.failedChecks": {
    unit: "checks",
    meaning: "those outside their tolerance, or that came to an error",
    ofSeed: true,
  },
  "load.coldStartMs": { unit: "ms", meaning: "library import, model load and first prediction" },
  "load.importMs": { unit: "ms", meaning: "library import alone" },
  "load.modelMs": { unit: "ms", meaning: "model load alone, graph generation included" },
  "load.firstPredictionMs": { unit: "ms", meaning: "the first prediction alone" },
  "memory.peakRssBytes": { unit: "bytes", meaning: "peak resident memory of the cell's process tree" },
  "memory.baselineRssBytes": {
    unit: "bytes",
    meaning: "the same of an empty cell: the runtime and the dataset, no backend",
  },
  "memory.aboveBaselineBytes": { unit: "bytes", meaning: "peak minus baseline" },
  "memory.wasmBytes": { unit: "bytes", meaning: "size of the WebAssembly linear memory at the end" },
  "memory.deviceBytes": {
    unit: "bytes",
    meaning: "memory on the device, by the library's own count: its peak where the library keeps one, else at the end",
  },
  "device.meanUtilisation": {
    unit: "ratio",
    meaning: "share of the cell's time in which its GPU computed, loading included, the first second left out",
  },
  "device.peakUtilisation": { unit: "ratio", meaning: "the busiest reading of the GPU" },
  "device.peakMemoryBytes": {
    unit: "bytes",
    meaning:
      "most memory on the GPU: of the cell's processes, or estimated as what was above the level before the cell",
  },
} as const satisfies Record<string, CatalogEntry>;
export type MeasurementName = keyof typeof measurementCatalog;

/** Whether a seed determines the measurement; see the catalogue. */
export function isOfSeed(name: MeasurementName): boolean {
  const entry: CatalogEntry = measurementCatalog[name];
  return entry.ofSeed === true;
}

/** One number with what a reader needs to judge it. */
const measurementSchema = z.strictObject({
  value: z.number(),
  unit: z.enum(units),
  /** How many samples stand behind the value. */
  n: z.int().positive(),
  basis: basisSchema,
});
export type Measurement = z.infer<typeof measurementSchema>;
/** By name; the catalogue says the unit of each. */
export type Measurements = Partial<Record<MeasurementName, Measurement>>;

/** Measurements in the units of the catalogue. */
export const measurementsSchema: z.ZodType<Measurements> = z.strictObject(
  Object.fromEntries(
    Object.entries(measurementCatalog).map(([name, { unit }]) => [
      name,
      measurementSchema.extend({ unit: z.literal(unit) }).exactOptional(),
    ]),
  ),
);

/** One measurement by its name, in the unit of the catalogue, to be spread into others. */
export function measurement(name: MeasurementName, value: number, n: number, basis: Basis = "measured"): Measurements {
  return { [name]: { value, unit: measurementCatalog[name].unit, n, basis } };
}
