import type { ExperimentInput } from "@evenkeel/tasks";

/**
 * What a night measures: two networks on the backends that are quick enough for six rounds, each measured twice, alike
 * (A/A), so that the night itself says how often this machine's noise would pass for a change.
 */
export const experiment: ExperimentInput = {
  name: "nightly",
  title: "A night of two Keras CNNs",
  description: "Training, accuracy, latency and throughput of two networks on one thread, each backend twice, alike.",
  backends: ["onnx-cpu", "onnx-wasm", "tfjs-wasm"],
  workloads: [
    { model: "keras-mnist-cnn", dataset: "fashion-mnist-subset", epochs: 1 },
    { model: "keras-mnist-cnn-small", dataset: "fashion-mnist-subset", epochs: 1 },
  ],
  tasks: { train: {}, evaluate: {}, latency: {}, throughput: { batchSizes: [32] } },
  rounds: 6,
  aa: true,
  seeds: [7],
  threads: [1],
  budgetSeconds: 12,
  memoryBudgetMiB: 4096,
};
