import type { ExperimentInput } from "@evenkeel/tasks";

/**
 * How long each backend trains until a target, over six seeds: as many as a comparison of paired trainings needs at the
 * least. The target is near what the network comes to in these epochs, so that a seed may miss it.
 */
export const experiment: ExperimentInput = {
  name: "time-to-accuracy",
  title: "Time to 87% on Fashion-MNIST",
  description: "A small network trained from six seeds until 87% of the test images are right, for at most 8 epochs.",
  backends: ["onnx-cpu", "onnx-wasm", "tfjs-wasm"],
  workloads: [{ model: "keras-mnist-cnn-small", dataset: "fashion-mnist-subset", epochs: 8 }],
  tasks: { "time-to-accuracy": { target: 0.87 } },
  rounds: 1,
  seeds: [1, 2, 3, 4, 5, 6],
  threads: [1],
  budgetSeconds: 240,
  memoryBudgetMiB: 4096,
};
