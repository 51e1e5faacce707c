import type { CatalogEntry } from "./measurement-kinds.ts";

/** Of predictions: one by one, in batches, in queries of several images, and as a server meets them. */
export const predictionMeasurements = {
  "latency.p50Ms": {
    unit: "ms",
    kind: "time",
    counts: "predictions",
    meaning: "median time of one prediction, batch 1",
  },
  "latency.p90Ms": {
    unit: "ms",
    kind: "time",
    counts: "predictions",
    meaning: "90th percentile, earned with at least 64 samples",
  },
  "latency.p99Ms": {
    unit: "ms",
    kind: "time",
    counts: "predictions",
    meaning: "99th percentile, earned with at least 662 samples",
  },
  "latency.computeShare": {
    unit: "ratio",
    kind: "share",
    counts: "predictions",
    meaning:
      "share of the time of predictions, batch 1, that the backend itself says it computed; the rest is the way there and back",
  },
  "throughput.imagesPerSecond": {
    unit: "images/s",
    kind: "rate",
    counts: "batches",
    meaning: "best median rate over the stated batch sizes",
  },
  "throughput.bestBatchSize": {
    unit: "images",
    kind: "count",
    counts: "batches",
    meaning: "the batch size of that rate",
  },
  "throughput.computeShare": {
    unit: "ratio",
    kind: "share",
    counts: "batches",
    meaning:
      "share of the time of predictions at that batch size that the backend itself says it computed; the rest is the way there and back",
  },
  "multiStream.p50Ms": {
    unit: "ms",
    kind: "time",
    counts: "queries",
    meaning: "median time of one query of several images",
  },
  "multiStream.p90Ms": {
    unit: "ms",
    kind: "time",
    counts: "queries",
    meaning: "90th percentile, earned with at least 64 samples",
  },
  "multiStream.p99Ms": {
    unit: "ms",
    kind: "time",
    counts: "queries",
    meaning: "99th percentile, earned with at least 662 samples",
  },
  "multiStream.imagesPerQuery": {
    unit: "images",
    kind: "count",
    counts: "queries",
    meaning: "images of each of these queries",
  },
  "server.queriesPerSecond": {
    unit: "queries/s",
    kind: "rate",
    counts: "queries",
    meaning:
      "highest rate of single images arriving at random at which the percentile asked for stays within the bound, waiting included",
  },
  "server.boundMs": {
    unit: "ms",
    kind: "time",
    counts: "predictions",
    meaning: "that bound: as asked for, or so many times the median of single predictions",
  },
  "server.p50Ms": {
    unit: "ms",
    kind: "time",
    counts: "queries",
    meaning: "median time from arrival to result at that rate",
  },
  "server.p90Ms": {
    unit: "ms",
    kind: "time",
    counts: "queries",
    meaning: "90th percentile, earned with at least 64 samples",
  },
  "server.p99Ms": {
    unit: "ms",
    kind: "time",
    counts: "queries",
    meaning: "99th percentile, earned with at least 662 samples",
  },
  "server.busyShare": {
    unit: "ratio",
    kind: "share",
    counts: "queries",
    meaning: "share of the time in which the backend was predicting at that rate",
  },
  "server.lateShare": {
    unit: "ratio",
    kind: "share",
    counts: "queries",
    meaning:
      "share of these queries that the harness began more than 1 ms after it could have; their times hold that delay",
  },
} as const satisfies Record<string, CatalogEntry>;
