import { join } from "node:path";
import type { ExperimentInput } from "@evenkeel/tasks";

/** Which backend learns these pictures, how fast, and how fast it then tells them apart. */
export const experiment: ExperimentInput = {
  name: "own-images",
  title: "Discs, rings and crosses",
  description: "A small network trained on three classes of drawn shapes, on two backends.",
  backends: ["onnx-cpu", "onnx-wasm"],
  workloads: [
    {
      id: "shapes",
      model: "lenet-5",
      // A sub-folder for each class; a fifth of each class is held out for the test.
      dataset: `folder:${join(import.meta.dirname, "pictures")}`,
      epochs: 20,
    },
  ],
  tasks: { train: {}, evaluate: {}, latency: {} },
  rounds: 1,
  seeds: [1],
  threads: [1],
  budgetSeconds: 20,
  memoryBudgetMiB: 2048,
};
