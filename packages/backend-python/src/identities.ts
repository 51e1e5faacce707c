import type { BackendIdentity } from "@evenkeel/core";

/** Layers, losses, gradients and optimizers are PyTorch's own. */
const torchOurs = "nothing but the program that calls it";
/** Images are prepared as the interface of the file says, in numpy. */
const onnxOurs = "the preparation of images by numpy";
const kerasOurs = "Adam, out of TensorFlow's operations: Keras' own adds its epsilon elsewhere";

/** The Python frameworks. The catalogue and each backend's module take their part from here. */
export const identities = {
  torchCpu: { id: "torch-cpu", title: "PyTorch, CPU", device: "cpu", ours: torchOurs, byNameOnly: true },
  torchCpuBest: {
    id: "torch-cpu-best",
    title: "PyTorch, CPU, best eager settings",
    device: "cpu",
    ours: torchOurs,
    byNameOnly: true,
  },
  kerasCpu: { id: "keras-cpu", title: "Keras on TensorFlow, CPU", device: "cpu", ours: kerasOurs, byNameOnly: true },
  torchCuda: { id: "torch-cuda", title: "PyTorch, CUDA", device: "cuda", ours: torchOurs, byNameOnly: true },
  kerasCuda: {
    id: "keras-cuda",
    title: "Keras on TensorFlow, CUDA",
    device: "cuda",
    ours: kerasOurs,
    byNameOnly: true,
  },
  onnxPython: {
    id: "onnx-python",
    title: "ONNX Runtime, Python, CPU",
    device: "cpu",
    ours: onnxOurs,
    sources: ["onnx"],
    referenceFor: "onnx",
    byNameOnly: true,
  },
} as const satisfies Readonly<Record<string, BackendIdentity>>;

export type PythonIdentity = (typeof identities)[keyof typeof identities];
export type PythonBackendId = PythonIdentity["id"];
