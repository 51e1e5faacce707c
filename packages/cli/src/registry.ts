import type { nativeSetup as NativeSetup } from "@evenkeel/backend-tfjs/native-setup";
import type { pythonSetup as PythonSetup } from "@evenkeel/backend-python/setup";
import { UsageError, type BackendEntry, type BackendSetup } from "@evenkeel/core";
import { bundledBackends } from "./project.ts";

/**
 * For a library that asks cuBLAS for TensorFloat-32. A new cuBLAS handle takes whether NVIDIA_TF32_OVERRIDE counts from
 * memory that nobody has written (docs/cuda.md); with 255, glibc's malloc fills what it gives with 0, and then it counts.
 */
const fullFloat32 = { NVIDIA_TF32_OVERRIDE: "0", MALLOC_PERTURB_: "255" } as const;

const entries: readonly BackendEntry[] = [
  {
    id: "onnx-cpu",
    title: "ONNX Runtime, native CPU",
    device: "cpu",
    libraries: ["onnxruntime-node"],
    load: async () => (await import("@evenkeel/backend-onnx/cpu")).onnxCpu,
  },
  {
    id: "onnx-wasm",
    title: "ONNX Runtime Web, WebAssembly",
    device: "wasm",
    libraries: ["onnxruntime-web"],
    load: async () => (await import("@evenkeel/backend-onnx/wasm")).onnxWasm,
  },
  {
    id: "tfjs-wasm",
    title: "TensorFlow.js, WebAssembly",
    device: "wasm",
    libraries: ["@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-wasm"],
    load: async () => (await import("@evenkeel/backend-tfjs/wasm")).tfjsWasm,
  },
  {
    id: "tfjs-cpu",
    title: "TensorFlow.js, plain JavaScript",
    device: "cpu",
    libraries: ["@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-cpu"],
    load: async () => (await import("@evenkeel/backend-tfjs/cpu")).tfjsCpu,
  },
  {
    id: "tfjs-wasm-upstream",
    title: "TensorFlow.js, WebAssembly, as shipped",
    device: "wasm",
    byNameOnly: true,
    libraries: ["@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-wasm"],
    load: async () => (await import("@evenkeel/backend-tfjs/wasm-upstream")).tfjsWasmUpstream,
  },
  {
    id: "onnx-webgpu",
    title: "ONNX Runtime, WebGPU",
    device: "webgpu",
    byNameOnly: true,
    libraries: ["onnxruntime-node"],
    load: async () => (await import("@evenkeel/backend-onnx/webgpu")).onnxWebgpu,
  },
  {
    id: "onnx-cuda",
    title: "ONNX Runtime, CUDA",
    device: "cuda",
    byNameOnly: true,
    libraries: ["onnxruntime-node"],
    variables: fullFloat32,
    load: async () => (await import("@evenkeel/backend-onnx/cuda")).onnxCuda,
    setup: async () => (await import("@evenkeel/backend-onnx/cuda-setup")).onnxCudaSetup(),
  },
  {
    id: "tfjs-node",
    title: "TensorFlow.js on TensorFlow, CPU",
    device: "cpu",
    byNameOnly: true,
    libraries: ["@tensorflow/tfjs-core", "@tensorflow/tfjs-node", "node-api-headers"],
    load: async () => (await import("@evenkeel/backend-tfjs/node")).tfjsNode,
    setup: () => nativeSetup("tfjs-node"),
  },
  {
    id: "tfjs-node-gpu",
    title: "TensorFlow.js on TensorFlow, CUDA",
    device: "cuda",
    byNameOnly: true,
    libraries: ["@tensorflow/tfjs-core", "@tensorflow/tfjs-node-gpu", "node-api-headers"],
    variables: fullFloat32,
    load: async () => (await import("@evenkeel/backend-tfjs/node-gpu")).tfjsNodeGpu,
    setup: () => nativeSetup("tfjs-node-gpu"),
  },
  {
    id: "tfjs-webgpu",
    title: "TensorFlow.js, WebGPU",
    device: "webgpu",
    byNameOnly: true,
    libraries: ["@tensorflow/tfjs-core", "@tensorflow/tfjs-backend-webgpu"],
    load: async () => (await import("@evenkeel/backend-tfjs/webgpu")).tfjsWebgpu,
    setup: async () => (await import("@evenkeel/backend-tfjs/webgpu-setup")).webgpuSetup(),
  },
  {
    id: "torch-cpu",
    title: "PyTorch, CPU",
    device: "cpu",
    byNameOnly: true,
    load: async () => (await import("@evenkeel/backend-python/torch-cpu")).torchCpu,
    setup: () => pythonSetup("torch-cpu"),
  },
  {
    id: "torch-cpu-best",
    title: "PyTorch, CPU, best eager settings",
    device: "cpu",
    byNameOnly: true,
    load: async () => (await import("@evenkeel/backend-python/torch-cpu-best")).torchCpuBest,
    setup: () => pythonSetup("torch-cpu-best"),
  },
  {
    id: "keras-cpu",
    title: "Keras on TensorFlow, CPU",
    device: "cpu",
    byNameOnly: true,
    load: async () => (await import("@evenkeel/backend-python/keras-cpu")).kerasCpu,
    setup: () => pythonSetup("keras-cpu"),
  },
  {
    id: "torch-cuda",
    title: "PyTorch, CUDA",
    device: "cuda",
    byNameOnly: true,
    load: async () => (await import("@evenkeel/backend-python/torch-cuda")).torchCuda,
    setup: () => pythonSetup("torch-cuda"),
  },
  {
    id: "keras-cuda",
    title: "Keras on TensorFlow, CUDA",
    device: "cuda",
    byNameOnly: true,
    load: async () => (await import("@evenkeel/backend-python/keras-cuda")).kerasCuda,
    setup: () => pythonSetup("keras-cuda"),
  },
];

/** Every backend there is. A library is imported only in the process that uses it. "All" of a bundle are those that it was made for. */
export const registry = registryOf(bundledBackends);

export function registryOf(bundled: ReadonlySet<string> | null): readonly BackendEntry[] {
  return entries.map((entry) => (bundled?.has(entry.id) === false ? { ...entry, byNameOnly: true } : entry));
}

/** Imported only where it is asked for. */
async function pythonSetup(...id: Parameters<typeof PythonSetup>): Promise<BackendSetup> {
  return (await import("@evenkeel/backend-python/setup")).pythonSetup(...id);
}

/** Imported only where it is asked for. */
async function nativeSetup(...id: Parameters<typeof NativeSetup>): Promise<BackendSetup> {
  return (await import("@evenkeel/backend-tfjs/native-setup")).nativeSetup(...id);
}

/** The entry of a backend that the user named. Throws `UsageError` with the known ids. */
export function findBackend(id: string): BackendEntry {
  const entry = registry.find((candidate) => candidate.id === id);
  if (entry === undefined) {
    throw new UsageError("unknown backend", {
      where: "--backend",
      expected: registry.map((known) => known.id).join(", "),
      got: `"${id}"`,
    });
  }
  return entry;
}
