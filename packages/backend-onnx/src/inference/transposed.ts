import type { HostTensor } from "@evenkeel/core";
import { hostTensor } from "@evenkeel/core";

/** A tensor with its dimensions in another order: dimension i of the result is dimension `order[i]` of `tensor`. */
export function transposed(tensor: HostTensor, order: readonly number[]): HostTensor {
  const strides = tensor.shape.map((_, axis) =>
    tensor.shape.slice(axis + 1).reduce((product, size) => product * size, 1),
  );
  const shape = order.map((axis) => tensor.shape[axis] ?? 1);
  const steps = order.map((axis) => strides[axis] ?? 1);
  const result = hostTensor(shape);
  for (let at = 0; at < result.data.length; at += 1) {
    let rest = at;
    let from = 0;
    for (let axis = shape.length - 1; axis >= 0; axis -= 1) {
      const size = shape[axis] ?? 1;
      from += (rest % size) * (steps[axis] ?? 0);
      rest = Math.floor(rest / size);
    }
    result.data[at] = tensor.data[from] ?? 0;
  }
  return result;
}
