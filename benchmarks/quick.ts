import type { ExperimentInput } from "@evenkeel/tasks";

/** What `pnpm bench` runs: at most 4 minutes on 2 cores. */
export const experiment: ExperimentInput = {
  name: "quick",
  title: "Two Keras CNNs on native CPU and WebAssembly",
  description:
    "The same two convolutional networks, from the same weights over the same batches, trained for one epoch on 12,000 " +
    "Fashion-MNIST images and measured on each backend of the plain install: on one thread, and on as many as it takes by itself.",
  backends: "all",
  workloads: [
    { model: "keras-mnist-cnn", dataset: "fashion-mnist-subset", epochs: 1 },
    { model: "keras-mnist-cnn-small", dataset: "fashion-mnist-subset", epochs: 1 },
  ],
  tasks: { train: {}, evaluate: {}, latency: {}, throughput: { batchSizes: [32, 128] } },
  rounds: 1,
  // A seed at which losses stay close for 50 steps: see docs/parity.md for what that means and what not.
  seeds: [7],
  // Equal threads first, where all is trained and evaluated; then the times of what takes more by itself.
  threads: [1, "default"],
  // A step of keras-mnist-cnn takes tfjs-cpu 12 s: it does one, and the time goes to what can be measured.
  budgetSeconds: 20,
  memoryBudgetMiB: 4096,
};
