import type { BackendIdentity } from "@evenkeel/core";
import { fullFloat32 } from "@evenkeel/setup/full-float32";

/** TensorFlow.js' backends. Needs no library: the catalogue and each backend's module take their part from here. */
export const identities = {
  wasm: {
    id: "tfjs-wasm",
    title: "TensorFlow.js, WebAssembly",
    device: "wasm",
    ours: "kernels that its WebAssembly backend lacks or has wrong, most gradients of convolution and pooling among them",
  },
  cpu: { id: "tfjs-cpu", title: "TensorFlow.js, plain JavaScript", device: "cpu" },
  wasmUpstream: {
    id: "tfjs-wasm-upstream",
    title: "TensorFlow.js, WebAssembly, as shipped",
    device: "wasm",
    byNameOnly: true,
  },
  node: { id: "tfjs-node", title: "TensorFlow.js on TensorFlow, CPU", device: "cpu", byNameOnly: true },
  nodeGpu: {
    id: "tfjs-node-gpu",
    title: "TensorFlow.js on TensorFlow, CUDA",
    device: "cuda",
    byNameOnly: true,
    variables: fullFloat32,
  },
  webgpu: { id: "tfjs-webgpu", title: "TensorFlow.js, WebGPU", device: "webgpu", byNameOnly: true },
} as const satisfies Readonly<Record<string, BackendIdentity>>;

/** tfjs on TensorFlow's own C library. */
export type NativeIdentity = typeof identities.node | typeof identities.nodeGpu;
