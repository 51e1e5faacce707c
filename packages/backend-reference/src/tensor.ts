import { elementCount, hostTensor, type HostTensor, type Shape } from "@evenkeel/core";

/** A dense float64 tensor, row-major; the first dimension is the batch where there is one. */
export interface Tensor {
  readonly shape: Shape;
  readonly data: Float64Array;
}

/** A tensor of zeros, or over `data` where given. */
export function tensor(shape: Shape, data: Float64Array = new Float64Array(elementCount(shape))): Tensor {
  return { shape, data };
}

/** A tensor of the same shape, each element computed from the element at that index. */
export function map(source: Tensor, compute: (value: number, index: number) => number): Tensor {
  return tensor(source.shape, source.data.map(compute));
}

/** float32 to float64: exact. */
export function fromHost({ shape, data }: HostTensor): Tensor {
  return tensor(shape, new Float64Array(data));
}

/** float64 to the nearest float32. */
export function toHost({ shape, data }: Tensor): HostTensor {
  return hostTensor(shape, new Float32Array(data));
}

/** The element at an index that is known to exist. */
export function at(values: Float64Array, index: number): number {
  return values[index] as number;
}

/** values[index] ← values[index] + amount. */
export function addTo(values: Float64Array, index: number, amount: number): void {
  values[index] = at(values, index) + amount;
}

/** The size of the innermost dimension: channels of an image, units of a vector. */
export function channelsOf({ shape }: Tensor): number {
  return shape.at(-1) ?? 1;
}
