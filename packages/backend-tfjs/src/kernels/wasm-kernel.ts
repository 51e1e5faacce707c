import { engine, type KernelConfig, type NamedAttrMap, type Tensor, tidy } from "@tensorflow/tfjs-core";
import type { BackendWasm } from "@tensorflow/tfjs-backend-wasm";
import type { Shape } from "@evenkeel/core";

export interface WasmCall<Input extends string, Attributes> {
  readonly inputs: Readonly<Record<Input, Tensor>>;
  readonly attributes: Attributes;
  readonly backend: BackendWasm;
}

/**
 * A kernel of the wasm backend written in tfjs' own ops and loops over its heap. Everything but the result is freed;
 * ops inside of a kernel are not recorded for gradients.
 */
export function wasmKernel<Input extends string, Attributes>(
  kernelName: string,
  compute: (call: WasmCall<Input, Attributes>) => Tensor,
): KernelConfig {
  return {
    kernelName,
    backendName: "wasm",
    kernelFunc: ({ inputs, attrs, backend }) =>
      tidy(() =>
        compute({
          // tfjs-core's ops hand tensors to kernels, although the type promises only their infos.
          inputs: inputs as Record<Input, Tensor>,
          attributes: attrs as Attributes & NamedAttrMap,
          backend: backend as BackendWasm,
        }),
      ),
  };
}

/** A new float32 tensor on the wasm heap; its memory holds whatever lay there before. */
export function heapTensor(backend: BackendWasm, shape: Shape): Tensor {
  return engine().makeTensorFromTensorInfo(backend.makeOutput([...shape], "float32"));
}

/** The values of a float32 tensor in place. Allocating another tensor may move the heap: take views after that. */
export function heapValues(backend: BackendWasm, tensor: Tensor): Float32Array {
  return backend.typedArrayFromHeap(tensor) as Float32Array;
}

/** Where a float32 tensor's values lie on the wasm heap, in bytes; as long as the tensor lives. */
export function heapAddress(backend: BackendWasm, tensor: Tensor): number {
  return heapValues(backend, tensor).byteOffset;
}

/** A new float32 tensor of zeros. */
export function heapZeros(backend: BackendWasm, shape: Shape): Tensor {
  const tensor = heapTensor(backend, shape);
  heapValues(backend, tensor).fill(0);
  return tensor;
}
