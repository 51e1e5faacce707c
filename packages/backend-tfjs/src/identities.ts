import type { BackendIdentity } from "@evenkeel/core";
import { fullFloat32 } from "@evenkeel/setup/full-float32";

/** tfjs-core comes to Node without its derivatives and its optimizers. */
const ours = "derivatives, losses and optimizers, out of TensorFlow.js' operations";

/** TensorFlow.js' backends. Needs no library: the catalogue and each backend's module take their part from here. */
export const identities = {
  wasm: {
    id: "tfjs-wasm",
    title: "TensorFlow.js, WebAssembly",
    device: "wasm",
    ours: `${ours}; kernels that its WebAssembly backend lacks or has wrong, most gradients of convolution and pooling among them`,
  },
  cpu: {
    id: "tfjs-cpu",
    title: "TensorFlow.js, plain JavaScript",
    device: "cpu",
    ours: `${ours}; the gradient of average pooling and depthwise convolutions with a dilation`,
  },
  wasmUpstream: {
    id: "tfjs-wasm-upstream",
    title: "TensorFlow.js, WebAssembly, as shipped",
    device: "wasm",
    ours,
    byNameOnly: true,
  },
  node: {
    id: "tfjs-node",
    title: "TensorFlow.js on TensorFlow, CPU",
    device: "cpu",
    ours: `${ours}; depthwise convolutions with a dilation`,
    byNameOnly: true,
  },
  nodeGpu: {
    id: "tfjs-node-gpu",
    title: "TensorFlow.js on TensorFlow, CUDA",
    device: "cuda",
    ours: `${ours}; depthwise convolutions with a dilation`,
    byNameOnly: true,
    variables: fullFloat32,
  },
  webgpu: {
    id: "tfjs-webgpu",
    title: "TensorFlow.js, WebGPU",
    device: "webgpu",
    ours: `${ours}; the gradients of max and average pooling`,
    byNameOnly: true,
  },
} as const satisfies Readonly<Record<string, BackendIdentity>>;

/** tfjs on TensorFlow's own C library. */
export type NativeIdentity = typeof identities.node | typeof identities.nodeGpu;
