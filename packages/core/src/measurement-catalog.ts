import type { CatalogEntry } from "./measurement-kinds.ts";
import { predictionMeasurements } from "./prediction-measurements.ts";
import { processMeasurements } from "./process-measurements.ts";

/** Every measurement there is: its stable name, in the order reports show them, and what it is. */
export const measurementCatalog = {
  "train.imagesPerSecond": {
    unit: "images/s",
    kind: "rate",
    counts: "steps",
    meaning: "training images per second of compute, warm-up steps left out",
  },
  "train.stepMs": { unit: "ms", kind: "time", counts: "steps", meaning: "median time of one full-batch optimizer step" },
  "train.computeShare": {
    unit: "ratio",
    kind: "share",
    counts: "steps",
    meaning:
      "share of the time of the calls that these steps came in that the backend itself says it computed; the rest is the way there and back",
  },
  "train.epochSeconds": {
    unit: "s",
    kind: "time",
    counts: "epochs",
    meaning: "median wall time of an epoch, batches' preparation included",
  },
  "train.totalSeconds": {
    unit: "s",
    kind: "time",
    counts: "trainings",
    meaning: "wall time of the whole training, batches' preparation included, evaluation left out",
  },
  "train.firstLoss": {
    unit: "nats",
    kind: "loss",
    counts: "steps",
    meaning: "loss of the first step, before its update",
    ofSeed: true,
  },
  "train.finalLoss": {
    unit: "nats",
    kind: "loss",
    counts: "steps",
    meaning: "mean loss of the last steps (at most 50)",
    ofSeed: true,
  },
  "train.steps": { unit: "steps", kind: "count", counts: "trainings", meaning: "optimizer steps done", ofSeed: true },
  "train.epochs": { unit: "epochs", kind: "count", counts: "trainings", meaning: "epochs finished", ofSeed: true },
  "train.testAccuracy": {
    unit: "ratio",
    kind: "accuracy",
    counts: "images",
    meaning: "top-1 accuracy on the test images after the last epoch",
    ofSeed: true,
  },
  "timeToAccuracy.reached": {
    unit: "ratio",
    kind: "share",
    counts: "trainings",
    meaning: "1 of a training that reached the target accuracy, 0 of one that did all its epochs without",
    ofSeed: true,
  },
  "timeToAccuracy.epochs": {
    unit: "epochs",
    kind: "count",
    counts: "trainings",
    meaning: "epochs until an evaluation was at the target",
    ofSeed: true,
  },
  "timeToAccuracy.seconds": {
    unit: "s",
    kind: "time",
    counts: "trainings",
    meaning: "training until then by the harness's clock, batches' preparation included, evaluations left out",
  },
  "timeToAccuracy.bestAccuracy": {
    unit: "ratio",
    kind: "accuracy",
    counts: "images",
    meaning: "the best top-1 accuracy of any evaluation on the test images",
    ofSeed: true,
  },
  "evaluate.accuracy": { unit: "ratio", kind: "accuracy", counts: "images", meaning: "top-1 accuracy on the test images", ofSeed: true },
  "evaluate.macroPrecision": {
    unit: "ratio",
    kind: "accuracy",
    counts: "images",
    meaning: "mean over classes of precision",
    ofSeed: true,
  },
  "evaluate.macroRecall": { unit: "ratio", kind: "accuracy", counts: "images", meaning: "mean over classes of recall", ofSeed: true },
  "evaluate.macroF1": { unit: "ratio", kind: "accuracy", counts: "images", meaning: "mean over classes of F1", ofSeed: true },
  "evaluate.macroRocAuc": {
    unit: "ratio",
    kind: "accuracy",
    counts: "images",
    meaning: "mean over classes of one-against-rest ROC AUC",
    ofSeed: true,
  },
  "evaluate.expectedCalibrationError": {
    unit: "ratio",
    kind: "accuracy",
    counts: "images",
    meaning: "ECE, 15 equal-width bins",
    ofSeed: true,
  },
  "evaluate.crossEntropy": {
    unit: "nats",
    kind: "loss",
    counts: "images",
    meaning: "mean cross-entropy on the test images",
    ofSeed: true,
  },
  ...predictionMeasurements,
  "stepTime.imagesPerSecond": {
    unit: "images/s",
    kind: "rate",
    counts: "steps",
    meaning: "best median rate of training over the stated batch sizes, by the harness's clock around each call",
  },
  "stepTime.bestBatchSize": { unit: "images", kind: "count", counts: "steps", meaning: "the batch size of that rate" },
  "stepTime.computeShare": {
    unit: "ratio",
    kind: "share",
    counts: "steps",
    meaning:
      "share of the time of training steps at that batch size that the backend itself says it computed; the rest is the way there and back",
  },
  "stepTime.matrixProductGflops": {
    unit: "GFLOP/s",
    kind: "rate",
    counts: "products",
    meaning: "a product of two 1024×1024 matrices by the same backend on the same threads",
  },
  "stepTime.threadRoundTripNs": {
    unit: "ns",
    kind: "time",
    counts: "readings",
    meaning:
      "a message between two spinning threads and back, before the cell measured: high where the host keeps cores apart",
  },
  "overhead.predictMs": {
    unit: "ms",
    kind: "time",
    counts: "pairs",
    meaning: "what our interface adds to a prediction, batch 1: median of paired differences",
  },
  "overhead.trainMs": { unit: "ms", kind: "time", counts: "pairs", meaning: "what our interface adds to a training step, batch 1" },
  "overhead.predictShare": {
    unit: "ratio",
    kind: "share",
    counts: "pairs",
    meaning: "what our interface adds to predictions at batch 32, of the library's time when called by hand",
  },
  "overhead.trainShare": {
    unit: "ratio",
    kind: "share",
    counts: "pairs",
    meaning: "what our interface adds to a training step at batch 32, likewise",
  },
  "gradients.maxRelativeError": {
    unit: "ratio",
    kind: "error",
    counts: "checks",
    meaning: "the largest relative error of any check against the float64 oracle",
    ofSeed: true,
  },
  "gradients.checks": {
    unit: "checks",
    kind: "count",
    counts: "checks",
    meaning: "comparisons of the gradient gate that were asked of the backend",
    ofSeed: true,
  },
  "gradients.failedChecks": {
    unit: "checks",
    kind: "count",
    counts: "checks",
    meaning: "those outside their tolerance, or that came to an error",
    ofSeed: true,
  },
  ...processMeasurements,
} as const satisfies Record<string, CatalogEntry>;
export type MeasurementName = keyof typeof measurementCatalog;
