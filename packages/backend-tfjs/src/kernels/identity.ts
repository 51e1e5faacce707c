import { Identity, type KernelConfig, type TensorInfo } from "@tensorflow/tfjs-core";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";

/**
 * Upstream's `Identity` (tfjs-backend-wasm 4.22, src/kernels/Identity.ts) copies the values. Autodiff clones every
 * tensor that it keeps for the backward pass, so each activation was copied and held twice. Tensors never change: as in
 * tfjs-cpu, a clone shares them.
 */
export const identity: KernelConfig = {
  kernelName: Identity,
  backendName: "wasm",
  kernelFunc: ({ inputs, backend }) => {
    const { dataId, shape, dtype } = inputs["x"] as TensorInfo;
    (backend as BackendWasm).incRef(dataId);
    return { dataId, shape, dtype };
  },
};
