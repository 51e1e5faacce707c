/** Sizes of a tensor, outermost dimension first. */
export type Shape = readonly number[];

/** A dense float32 tensor in host memory, row-major: the only kind of tensor that crosses the backend boundary. */
export interface HostTensor {
  readonly shape: Shape;
  /** `elementCount(shape)` values. */
  readonly data: Float32Array;
}

/**
 * Named tensors of a model in the canonical layout, in the order of `weightSlots(spec)` of `@evenkeel/models`.
 * Names are `<layer>.<slot>`: `kernel` (convolution HWIO, depthwise HWIM, dense [in, out] on the NHWC flatten), `bias`,
 * and for batch normalisation `gamma`, `beta`, `movingMean`, `movingVariance`.
 */
export type Weights = ReadonlyMap<string, HostTensor>;

export function elementCount(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** The coordinates of a row-major index. */
export function position(index: number, shape: Shape): number[] {
  let rest = index;
  return shape
    .toReversed()
    .map((size) => {
      const coordinate = rest % size;
      rest = Math.floor(rest / size);
      return coordinate;
    })
    .toReversed();
}

/** A tensor of zeros, or over `data` where given. Throws a `RangeError` when the length is not that of the shape. */
export function hostTensor(shape: Shape, data?: Float32Array): HostTensor {
  const count = elementCount(shape);
  if (data !== undefined && data.length !== count) {
    throw new RangeError(`tensor [${shape.join(", ")}] needs ${count} values, got ${data.length}`);
  }
  return { shape, data: data ?? new Float32Array(count) };
}

/** A value and how long the runtime computed for it, in ms, taken beside the runtime after the device has finished. */
export interface Timed<T> {
  readonly value: T;
  readonly computeMs: number;
}
