/** As little as a night or a comparison needs. */
export const tinyExperiment = `
export const experiment = {
  name: "tiny",
  title: "One network, one backend",
  description: "As little as a night or a comparison needs.",
  backends: ["onnx-cpu"],
  workloads: [{ model: "keras-mlp", dataset: "fashion-mnist-subset", epochs: 1 }],
  tasks: { latency: {} },
  rounds: 1,
  seeds: [1],
  threads: [1],
  budgetSeconds: 0.2,
  memoryBudgetMiB: 2048,
};
`;
