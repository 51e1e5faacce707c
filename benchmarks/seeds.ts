import type { ExperimentInput } from "@evenkeel/tasks";

/**
 * All networks of the articles that this project starts from, with the articles' epochs. CIFAR-10, MNIST and the cats
 * and dogs cannot be shipped here, so Fashion-MNIST stands in, fitted to each network's input (the report says how):
 * for
 * cats and dogs its first two classes.
 */
export const experiment: ExperimentInput = {
  name: "seeds",
  title: "The six networks of the articles, and LeNet-5",
  description: "Every network of the zoo with its article's own batch size, optimizer and epochs.",
  backends: "all",
  workloads: [
    "keras-cifar10-cnn",
    "torch-catsdogs-cnn",
    "keras-mlp",
    "torch-mlp",
    "torch-mlp-single-softmax",
    "keras-mnist-cnn",
    "keras-mnist-cnn-small",
    "lenet-5",
  ].map((model) => ({
    model,
    dataset: "fashion-mnist-subset",
    epochs: "recipe" as const,
    ...(model === "torch-catsdogs-cnn" && { keepClasses: 2 }),
  })),
  tasks: { train: {}, evaluate: {}, latency: {}, throughput: { batchSizes: [1, 32, 128] } },
  rounds: 1,
  seeds: [1],
  threads: ["default"],
  budgetSeconds: 120,
  memoryBudgetMiB: 8192,
};
