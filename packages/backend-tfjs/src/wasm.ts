import { BatchMatMul, Conv2D, DepthwiseConv2dNative, env, findBackend, getKernel } from "@tensorflow/tfjs-core";
import {
  type BackendWasm,
  getThreadsCount,
  setWasmPaths,
  version_wasm as version,
} from "@tensorflow/tfjs-backend-wasm";
import { type Backend, BackendError } from "@evenkeel/core";
import { fileURLToPath } from "node:url";
import { tfjsBackend } from "./backend.ts";
import { wasmAveragePoolGrad } from "./kernels/average-pool-grad.ts";
import { batchMatMul } from "./kernels/batch-mat-mul.ts";
import { conv2dBackpropFilter } from "./kernels/conv2d-backprop-filter.ts";
import { conv2dBackpropInput } from "./kernels/conv2d-backprop-input.ts";
import { depthwiseBackpropFilter, depthwiseBackpropInput } from "./kernels/depthwise-backprop.ts";
import { identity } from "./kernels/identity.ts";
import { maxPoolGrad } from "./kernels/max-pool-grad.ts";
import { replaceKernel } from "./kernels/replace.ts";
import { withExplicitPadding } from "./kernels/same-padding.ts";

const backendName = "wasm";

// The .wasm files lie beside the library's entry module.
setWasmPaths(fileURLToPath(new URL(".", import.meta.resolve("@tensorflow/tfjs-backend-wasm"))));

for (const kernel of [
  conv2dBackpropFilter,
  conv2dBackpropInput,
  depthwiseBackpropFilter,
  depthwiseBackpropInput,
  identity,
  maxPoolGrad,
  wasmAveragePoolGrad,
  batchMatMul(getKernel(BatchMatMul, backendName)),
  withExplicitPadding(getKernel(Conv2D, backendName), false),
  withExplicitPadding(getKernel(DepthwiseConv2dNative, backendName), true),
]) {
  replaceKernel(kernel);
}

/** TensorFlow.js on WebAssembly, with the kernels that it lacks for training. In Node always one thread. */
export const tfjsWasm: Backend = tfjsBackend({
  id: "tfjs-wasm",
  title: "TensorFlow.js (WebAssembly)",
  device: "wasm",
  backendName,
  describe: () => ({
    library: "@tensorflow/tfjs-backend-wasm",
    version,
    provider: backendName,
    threads: getThreadsCount(),
    simd: env().getBool("WASM_HAS_SIMD_SUPPORT"),
    deviceName: null,
  }),
  memory: () => ({ wasmBytes: linearMemoryBytes(), deviceBytes: null }),
});

function linearMemoryBytes(): number {
  const backend = findBackend(backendName) as BackendWasm | null;
  if (backend === null) throw new BackendError("tfjs' wasm backend is not running");
  // Emscripten's view of its memory, which the library's type leaves out.
  return (backend.wasm as unknown as { HEAPU8: Uint8Array }).HEAPU8.buffer.byteLength;
}
