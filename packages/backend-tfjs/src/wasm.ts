import { BatchMatMul, Conv2D, DepthwiseConv2dNative, getKernel, Mean, Sum } from "@tensorflow/tfjs-core";
import type { Backend } from "@evenkeel/core";
import { identities } from "./identities.ts";
import { wasmAveragePoolGrad } from "./kernels/average-pool-grad.ts";
import { batchMatMul } from "./kernels/batch-mat-mul.ts";
import { overLeadingAxes } from "./kernels/over-leading-axes.ts";
import { conv2d } from "./kernels/conv2d.ts";
import { conv2dBackpropFilter } from "./kernels/conv2d-backprop-filter.ts";
import { conv2dBackpropInput } from "./kernels/conv2d-backprop-input.ts";
import { depthwiseBackpropFilter, depthwiseBackpropInput } from "./kernels/depthwise-backprop.ts";
import { identity } from "./kernels/identity.ts";
import { maxPoolGrad } from "./kernels/max-pool-grad.ts";
import { replaceKernel } from "./kernels/replace.ts";
import { withExplicitPadding } from "./kernels/same-padding.ts";
import { compileKernels } from "./simd/kernels.ts";
import { backendName, tfjsWasmBackend } from "./wasm-backend.ts";
import { libraryFolder, readKernels } from "./wasm-files.ts";

compileKernels(readKernels());
for (const kernel of [
  conv2dBackpropFilter,
  conv2dBackpropInput,
  depthwiseBackpropFilter,
  depthwiseBackpropInput,
  identity,
  maxPoolGrad,
  wasmAveragePoolGrad,
  overLeadingAxes(getKernel(Mean, backendName)),
  overLeadingAxes(getKernel(Sum, backendName)),
  batchMatMul(getKernel(BatchMatMul, backendName)),
  conv2d(withExplicitPadding(getKernel(Conv2D, backendName), false)),
  withExplicitPadding(getKernel(DepthwiseConv2dNative, backendName), true),
]) {
  replaceKernel(kernel);
}

/** TensorFlow.js on WebAssembly, with the kernels that it lacks for training. */
export const tfjsWasm: Backend = tfjsWasmBackend(identities.wasm, { libraryFiles: libraryFolder() });
