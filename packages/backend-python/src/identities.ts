import type { BackendIdentity } from "@evenkeel/core";

/** The Python frameworks. The catalogue and each backend's module take their part from here. */
export const identities = {
  torchCpu: { id: "torch-cpu", title: "PyTorch, CPU", device: "cpu", byNameOnly: true },
  torchCpuBest: {
    id: "torch-cpu-best",
    title: "PyTorch, CPU, best eager settings",
    device: "cpu",
    byNameOnly: true,
  },
  kerasCpu: { id: "keras-cpu", title: "Keras on TensorFlow, CPU", device: "cpu", byNameOnly: true },
  torchCuda: { id: "torch-cuda", title: "PyTorch, CUDA", device: "cuda", byNameOnly: true },
  kerasCuda: { id: "keras-cuda", title: "Keras on TensorFlow, CUDA", device: "cuda", byNameOnly: true },
} as const satisfies Readonly<Record<string, BackendIdentity>>;

export type PythonIdentity = (typeof identities)[keyof typeof identities];
export type PythonBackendId = PythonIdentity["id"];
