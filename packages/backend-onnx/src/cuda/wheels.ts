import type { WheelFiles } from "@evenkeel/setup";
import { identities } from "../identities.ts";

/** Files of ONNX Runtime, in the folder `runtime`. onnxruntime-node's addon asks for the first by its name. */
const runtimeFiles = [
  ["libonnxruntime.so.1", "libonnxruntime.so.1.30.0"],
  ["libonnxruntime_providers_shared.so", "libonnxruntime_providers_shared.so"],
  ["libonnxruntime_providers_cuda.so", "libonnxruntime_providers_cuda.so"],
] as const;

/** NVIDIA's libraries that must be in the process before the provider is, each after what it needs itself. */
export const cudaLibraries = [
  "libcudart.so.13",
  "libcublasLt.so.13",
  "libcublas.so.13",
  "libcurand.so.10",
  "libnvrtc-builtins.so.13.0",
  "libnvrtc.so.13",
  "libcudnn.so.9",
] as const;

/** cuDNN opens these itself, from the folder where it lies. */
const cudnnParts = ["adv", "cnn", "engines_precompiled", "engines_runtime_compiled", "graph", "heuristic", "ops"];

/** What `requirements/onnx-cuda.txt` pins, for people and for the record of a run. */
export const cudaVersions = { onnxruntime: "1.30.0", cuda: "13.0", cudnn: "9.20.0" } as const;

/**
 * ONNX Runtime with its CUDA provider, out of the wheel `onnxruntime-gpu` of onnxruntime-node's version, and the CUDA
 * 13 libraries and cuDNN that this wheel was built for. The core library comes from the same wheel as the provider:
 * they speak to each other through C++ classes that must be of one build. cuFFT is left out: no operator that Evenkeel
 * writes needs it, and the provider opens it only for those that do.
 */
export const onnxCudaWheels: WheelFiles = {
  name: identities.cuda.id,
  requirements: new URL("../../requirements/onnx-cuda.txt", import.meta.url),
  files: new Map([
    ...runtimeFiles.map(([to, from]) => [`runtime/${to}`, `onnxruntime/capi/${from}`] as const),
    ...cudaLibraries.map((name) => [`cuda/${name}`, `nvidia/${folderOf(name)}/lib/${name}`] as const),
    ...cudnnParts.map((part) => [`cuda/libcudnn_${part}.so.9`, `nvidia/cudnn/lib/libcudnn_${part}.so.9`] as const),
  ]),
};

function folderOf(library: string): string {
  return library.startsWith("libcudnn") ? "cudnn" : "cu13";
}
