import type { ExperimentInput } from "@evenkeel/tasks";

/**
 * What a pull request is measured by: one small network on the backends of the plain install that are quick.
 * `evenkeel compare-commits` and the workflow `pull-request` run it, 12 rounds of each commit.
 */
export const experiment: ExperimentInput = {
  name: "pull-request",
  title: "A small CNN on native CPU and WebAssembly",
  description: "What a change may slow down: single predictions, batches and training steps of one small network.",
  backends: ["onnx-cpu", "onnx-wasm", "tfjs-wasm"],
  workloads: [{ model: "keras-mnist-cnn-small", dataset: "fashion-mnist-subset", epochs: 1 }],
  tasks: { latency: {}, throughput: { batchSizes: [32] }, "step-time": { batchSizes: [32] } },
  rounds: 1,
  seeds: [7],
  threads: [1],
  budgetSeconds: 1,
  memoryBudgetMiB: 4096,
};
