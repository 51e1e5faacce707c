/** What is followed from night to night: how fast one small network predicts and trains, on two backends. */
export const experiment = {
  name: "own-nightly",
  title: "A small network, night by night",
  description: "Single predictions and training steps of one network, native and in WebAssembly.",
  backends: ["onnx-cpu", "onnx-wasm"],
  workloads: [{ model: "keras-mnist-cnn-small", dataset: "fashion-mnist-subset", epochs: 1 }],
  tasks: { latency: {}, "step-time": { batchSizes: [32] } },
  // Passes over all of it: a night's value is the median over them.
  rounds: 8,
  seeds: [7],
  threads: [1],
  budgetSeconds: 1,
  memoryBudgetMiB: 4096,
};
