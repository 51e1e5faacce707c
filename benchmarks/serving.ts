import type { ExperimentInput } from "@evenkeel/tasks";

/** MLPerf's four inference scenarios on one network: about 3 minutes on 2 cores. */
export const experiment: ExperimentInput = {
  name: "serving",
  title: "Four ways of asking for predictions",
  description:
    "MLPerf's scenarios on native CPU and WebAssembly: one image after another (single stream), queries of 8 images (multi-stream), " +
    "batches (offline), and single images that arrive at random within a bound of 10 ms on the 90th percentile of latency (server).",
  backends: ["onnx-cpu", "onnx-wasm", "tfjs-wasm"],
  workloads: [{ model: "keras-mnist-cnn", dataset: "fashion-mnist-subset", epochs: 1 }],
  tasks: { latency: {}, "multi-stream": {}, throughput: { batchSizes: [32, 128] }, server: { boundMs: 10 } },
  rounds: 1,
  seeds: [7],
  threads: ["default"],
  budgetSeconds: 40,
  memoryBudgetMiB: 4096,
};
