import type { ExperimentInput } from "@evenkeel/tasks";

/** What a night of the demonstration measures: one small network on a native and a WebAssembly backend. */
export const experiment: ExperimentInput = {
  name: "seven-nights",
  title: "A night of a small CNN",
  description: "Single predictions and training steps of one network, native and in WebAssembly.",
  backends: ["onnx-cpu", "tfjs-wasm"],
  workloads: [{ model: "keras-mnist-cnn", dataset: "fashion-mnist-subset", epochs: 1 }],
  tasks: { latency: {}, "step-time": { batchSizes: [32] } },
  rounds: 6,
  seeds: [7],
  threads: [1],
  budgetSeconds: 0.7,
  memoryBudgetMiB: 4096,
};
