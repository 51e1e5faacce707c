import type { ExperimentInput } from "@evenkeel/tasks";

/**
 * How fast each backend trains, beside PyTorch and Keras on the same cores; `evenkeel setup torch-cpu keras-cpu` first.
 * All of it takes over an hour; `--model`, `--threads`, `--rounds` and `--budget` choose a part: one network on two
 * threads takes about 5 minutes, `--task step-time --threads 2 --budget 1.5` over seven of them 20.
 */
export const experiment: ExperimentInput = {
  name: "training-speed",
  title: "Training steps beside PyTorch and Keras",
  description:
    "The time of a training step of each network of the zoo, at small and large batches, on one thread and on two: every backend in turn, " +
    "a fresh process each, round by round, beside PyTorch as everyone writes it, PyTorch with its best eager settings, and Keras.",
  backends: ["onnx-cpu", "torch-cpu", "torch-cpu-best", "keras-cpu", "onnx-wasm", "tfjs-wasm"],
  workloads: [
    "keras-mnist-cnn",
    "keras-mnist-cnn-small",
    "keras-cifar10-cnn",
    "torch-catsdogs-cnn",
    "resnet-8",
    "lenet-5",
    "keras-mlp",
    "torch-mlp",
  ].map((model) => ({
    model,
    dataset: "fashion-mnist-subset",
    epochs: 1,
    ...(model === "torch-catsdogs-cnn" && { keepClasses: 2 }),
  })),
  tasks: {
    "step-time": { batchSizes: [4, 32, 128], references: ["torch-cpu", "torch-cpu-best", "keras-cpu"] },
    overhead: {},
  },
  rounds: 7,
  seeds: [1],
  threads: [1, 2],
  budgetSeconds: 3,
  memoryBudgetMiB: 4096,
};
