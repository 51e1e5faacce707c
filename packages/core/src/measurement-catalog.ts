import type { MeasurementUnit, SampleKind } from "./measurement-kinds.ts";

export interface CatalogEntry {
  readonly unit: MeasurementUnit;
  /** What its n counts. */
  readonly counts: SampleKind;
  readonly meaning: string;
  /** What a seed determines: another round of the same seed repeats it and adds nothing. Times and memory are not. */
  readonly ofSeed?: true;
}

/** Every measurement there is: its stable name, in the order reports show them, and what it is. */
export const measurementCatalog = {
  "train.imagesPerSecond": {
    unit: "images/s",
    counts: "steps",
    meaning: "training images per second of compute, warm-up steps left out",
  },
  "train.stepMs": { unit: "ms", counts: "steps", meaning: "median time of one full-batch optimizer step" },
  "train.computeShare": {
    unit: "ratio",
    counts: "steps",
    meaning:
      "share of the time of the calls that these steps came in that the backend itself says it computed; the rest is the way there and back",
  },
  "train.epochSeconds": {
    unit: "s",
    counts: "epochs",
    meaning: "median wall time of an epoch, batches' preparation included",
  },
  "train.totalSeconds": {
    unit: "s",
    counts: "trainings",
    meaning: "wall time of the whole training, batches' preparation included, evaluation left out",
  },
  "train.firstLoss": {
    unit: "nats",
    counts: "steps",
    meaning: "loss of the first step, before its update",
    ofSeed: true,
  },
  "train.finalLoss": {
    unit: "nats",
    counts: "steps",
    meaning: "mean loss of the last steps (at most 50)",
    ofSeed: true,
  },
  "train.steps": { unit: "steps", counts: "trainings", meaning: "optimizer steps done", ofSeed: true },
  "train.epochs": { unit: "epochs", counts: "trainings", meaning: "epochs finished", ofSeed: true },
  "train.testAccuracy": {
    unit: "ratio",
    counts: "images",
    meaning: "top-1 accuracy on the test images after the last epoch",
    ofSeed: true,
  },
  "timeToAccuracy.reached": {
    unit: "ratio",
    counts: "trainings",
    meaning: "1 of a training that reached the target accuracy, 0 of one that did all its epochs without",
    ofSeed: true,
  },
  "timeToAccuracy.epochs": {
    unit: "epochs",
    counts: "trainings",
    meaning: "epochs until an evaluation was at the target",
    ofSeed: true,
  },
  "timeToAccuracy.seconds": {
    unit: "s",
    counts: "trainings",
    meaning: "training until then by the harness's clock, batches' preparation included, evaluations left out",
  },
  "timeToAccuracy.bestAccuracy": {
    unit: "ratio",
    counts: "images",
    meaning: "the best top-1 accuracy of any evaluation on the test images",
    ofSeed: true,
  },
  "evaluate.accuracy": { unit: "ratio", counts: "images", meaning: "top-1 accuracy on the test images", ofSeed: true },
  "evaluate.macroPrecision": {
    unit: "ratio",
    counts: "images",
    meaning: "mean over classes of precision",
    ofSeed: true,
  },
  "evaluate.macroRecall": { unit: "ratio", counts: "images", meaning: "mean over classes of recall", ofSeed: true },
  "evaluate.macroF1": { unit: "ratio", counts: "images", meaning: "mean over classes of F1", ofSeed: true },
  "evaluate.macroRocAuc": {
    unit: "ratio",
    counts: "images",
    meaning: "mean over classes of one-against-rest ROC AUC",
    ofSeed: true,
  },
  "evaluate.expectedCalibrationError": {
    unit: "ratio",
    counts: "images",
    meaning: "ECE, 15 equal-width bins",
    ofSeed: true,
  },
  "evaluate.crossEntropy": {
    unit: "nats",
    counts: "images",
    meaning: "mean cross-entropy on the test images",
    ofSeed: true,
  },
  "latency.p50Ms": { unit: "ms", counts: "predictions", meaning: "median time of one prediction, batch 1" },
  "latency.p90Ms": { unit: "ms", counts: "predictions", meaning: "90th percentile, earned with at least 64 samples" },
  "latency.p99Ms": { unit: "ms", counts: "predictions", meaning: "99th percentile, earned with at least 662 samples" },
  "latency.computeShare": {
    unit: "ratio",
    counts: "predictions",
    meaning:
      "share of the time of predictions, batch 1, that the backend itself says it computed; the rest is the way there and back",
  },
  "throughput.imagesPerSecond": {
    unit: "images/s",
    counts: "batches",
    meaning: "best median rate over the stated batch sizes",
  },
  "throughput.bestBatchSize": { unit: "images", counts: "batches", meaning: "the batch size of that rate" },
  "throughput.computeShare": {
    unit: "ratio",
    counts: "batches",
    meaning:
      "share of the time of predictions at that batch size that the backend itself says it computed; the rest is the way there and back",
  },
  "multiStream.p50Ms": { unit: "ms", counts: "queries", meaning: "median time of one query of several images" },
  "multiStream.p90Ms": { unit: "ms", counts: "queries", meaning: "90th percentile, earned with at least 64 samples" },
  "multiStream.p99Ms": { unit: "ms", counts: "queries", meaning: "99th percentile, earned with at least 662 samples" },
  "multiStream.imagesPerQuery": { unit: "images", counts: "queries", meaning: "images of each of these queries" },
  "server.queriesPerSecond": {
    unit: "queries/s",
    counts: "queries",
    meaning:
      "highest rate of single images arriving at random at which the percentile asked for stays within the bound, waiting included",
  },
  "server.boundMs": {
    unit: "ms",
    counts: "predictions",
    meaning: "that bound: as asked for, or so many times the median of single predictions",
  },
  "server.p50Ms": { unit: "ms", counts: "queries", meaning: "median time from arrival to result at that rate" },
  "server.p90Ms": { unit: "ms", counts: "queries", meaning: "90th percentile, earned with at least 64 samples" },
  "server.p99Ms": { unit: "ms", counts: "queries", meaning: "99th percentile, earned with at least 662 samples" },
  "server.busyShare": {
    unit: "ratio",
    counts: "queries",
    meaning: "share of the time in which the backend was predicting at that rate",
  },
  "server.lateShare": {
    unit: "ratio",
    counts: "queries",
    meaning:
      "share of these queries that the harness began more than 1 ms after it could have; their times hold that delay",
  },
  "stepTime.imagesPerSecond": {
    unit: "images/s",
    counts: "steps",
    meaning: "best median rate of training over the stated batch sizes, by the harness's clock around each call",
  },
  "stepTime.bestBatchSize": { unit: "images", counts: "steps", meaning: "the batch size of that rate" },
  "stepTime.computeShare": {
    unit: "ratio",
    counts: "steps",
    meaning:
      "share of the time of training steps at that batch size that the backend itself says it computed; the rest is the way there and back",
  },
  "stepTime.matrixProductGflops": {
    unit: "GFLOP/s",
    counts: "products",
    meaning: "a product of two 1024×1024 matrices by the same backend on the same threads",
  },
  "stepTime.threadRoundTripNs": {
    unit: "ns",
    counts: "readings",
    meaning:
      "a message between two spinning threads and back, before the cell measured: high where the host keeps cores apart",
  },
  "overhead.predictMs": {
    unit: "ms",
    counts: "pairs",
    meaning: "what our interface adds to a prediction, batch 1: median of paired differences",
  },
  "overhead.trainMs": { unit: "ms", counts: "pairs", meaning: "what our interface adds to a training step, batch 1" },
  "overhead.predictShare": {
    unit: "ratio",
    counts: "pairs",
    meaning: "what our interface adds to predictions at batch 32, of the library's time when called by hand",
  },
  "overhead.trainShare": {
    unit: "ratio",
    counts: "pairs",
    meaning: "what our interface adds to a training step at batch 32, likewise",
  },
  "gradients.maxRelativeError": {
    unit: "ratio",
    counts: "checks",
    meaning: "the largest relative error of any check against the float64 oracle",
    ofSeed: true,
  },
  "gradients.checks": {
    unit: "checks",
    counts: "checks",
    meaning: "comparisons of the gradient gate that were asked of the backend",
    ofSeed: true,
  },
  "gradients.failedChecks": {
    unit: "checks",
    counts: "checks",
    meaning: "those outside their tolerance, or that came to an error",
    ofSeed: true,
  },
  "load.coldStartMs": { unit: "ms", counts: "processes", meaning: "library import, model load and first prediction" },
  "load.importMs": { unit: "ms", counts: "processes", meaning: "library import alone" },
  "load.modelMs": { unit: "ms", counts: "processes", meaning: "model load alone, graph generation included" },
  "load.firstPredictionMs": { unit: "ms", counts: "processes", meaning: "the first prediction alone" },
  "memory.peakRssBytes": {
    unit: "bytes",
    counts: "processes",
    meaning: "peak resident memory of the cell's process tree",
  },
  "memory.baselineRssBytes": {
    unit: "bytes",
    counts: "processes",
    meaning: "the same of an empty cell: the runtime and the dataset, no backend",
  },
  "memory.aboveBaselineBytes": { unit: "bytes", counts: "processes", meaning: "peak minus baseline" },
  "memory.wasmBytes": {
    unit: "bytes",
    counts: "processes",
    meaning: "size of the WebAssembly linear memory at the end",
  },
  "memory.deviceBytes": {
    unit: "bytes",
    counts: "processes",
    meaning: "memory on the device, by the library's own count: its peak where the library keeps one, else at the end",
  },
  "device.meanUtilisation": {
    unit: "ratio",
    counts: "readings",
    meaning: "share of the cell's time in which its GPU computed, loading included, the first second left out",
  },
  "device.peakUtilisation": { unit: "ratio", counts: "readings", meaning: "the busiest reading of the GPU" },
  "device.peakMemoryBytes": {
    unit: "bytes",
    counts: "readings",
    meaning:
      "most memory on the GPU: of the cell's processes, or estimated as what was above the level before the cell",
  },
} as const satisfies Record<string, CatalogEntry>;
export type MeasurementName = keyof typeof measurementCatalog;
