import type { CatalogEntry } from "./measurement-kinds.ts";

/** What the harness reads off a cell's process and its GPU, whatever the task. */
export const processMeasurements = {
  "load.coldStartMs": {
    unit: "ms",
    kind: "time",
    counts: "processes",
    meaning: "library import, model load and first prediction",
  },
  "load.importMs": { unit: "ms", kind: "time", counts: "processes", meaning: "library import alone" },
  "load.modelMs": {
    unit: "ms",
    kind: "time",
    counts: "processes",
    meaning: "model load alone, graph generation included",
  },
  "load.firstPredictionMs": { unit: "ms", kind: "time", counts: "processes", meaning: "the first prediction alone" },
  "memory.peakRssBytes": {
    unit: "bytes",
    kind: "memory",
    counts: "processes",
    meaning: "peak resident memory of the cell's process tree",
  },
  "memory.baselineRssBytes": {
    unit: "bytes",
    kind: "memory",
    counts: "processes",
    meaning: "the same of an empty cell: the runtime and the dataset, no backend",
  },
  "memory.aboveBaselineBytes": { unit: "bytes", kind: "memory", counts: "processes", meaning: "peak minus baseline" },
  "memory.wasmBytes": {
    unit: "bytes",
    kind: "memory",
    counts: "processes",
    meaning: "size of the WebAssembly linear memory at the end",
  },
  "memory.deviceBytes": {
    unit: "bytes",
    kind: "memory",
    counts: "processes",
    meaning: "memory on the device, by the library's own count: its peak where the library keeps one, else at the end",
  },
  "device.meanUtilisation": {
    unit: "ratio",
    kind: "share",
    counts: "readings",
    meaning: "share of the cell's time in which its GPU computed, loading included, the first second left out",
  },
  "device.peakUtilisation": {
    unit: "ratio",
    kind: "share",
    counts: "readings",
    meaning: "the busiest reading of the GPU",
  },
  "device.peakMemoryBytes": {
    unit: "bytes",
    kind: "memory",
    counts: "readings",
    meaning:
      "most memory on the GPU: of the cell's processes, or estimated as what was above the level before the cell",
  },
} as const satisfies Record<string, CatalogEntry>;
