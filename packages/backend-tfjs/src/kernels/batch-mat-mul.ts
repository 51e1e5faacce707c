import {
  BatchMatMul,
  type BatchMatMulAttrs,
  engine,
  type KernelConfig,
  mul,
  reshape,
  type Tensor,
  transpose,
} from "@tensorflow/tfjs-core";
import { wasmKernel } from "./wasm-kernel.ts";

/** Rows × columns that upstream has packed a right operand as, by its data. */
const packedAs = new WeakMap<object, string>();

/**
 * Upstream's matrix product (tfjs-backend-wasm 4.22, src/cc/batch_mat_mul_impl.cc) has two faults:
 * - `xnn_matmul` caches the packed right operand under its data id alone, without its shape, and reshaped tensors share their data: after
 *   [[1]] · b with b = [[1, 2]], the product [[1, 1]] · reshape(b, [2, 1]) is 1 instead of 3, silently;
 * - any transposed operand takes `slow_batch_matmul`, a scalar loop: the kernel gradient of keras-mnist-cnn's second convolution, [3872, 288]ᵀ ·
 *   [3872, 64], takes 55 ms instead of 6.
 *
 * Here: a right operand that was packed in another shape is copied first, and products of matrices are rearranged so that XNNPACK
 * computes them.
 */
export function batchMatMul(upstream: KernelConfig): KernelConfig {
  const multiply = (a: Tensor, b: Tensor): Tensor => {
    const shape = b.shape.join("×");
    const packed = packedAs.get(b.dataId) ?? shape;
    const right = packed === shape ? b : mul(b, 1);
    packedAs.set(right.dataId, shape);
    const attrs = { transposeA: false, transposeB: false };
    const product = upstream.kernelFunc({ inputs: { a, b: right }, backend: engine().backend, attrs });
    if (Array.isArray(product)) throw new TypeError("tfjs-backend-wasm's BatchMatMul gave several tensors");
    return engine().makeTensorFromTensorInfo(product);
  };
  const ours = wasmKernel<"a" | "b", BatchMatMulAttrs>(BatchMatMul, ({ inputs: { a, b }, attributes }) =>
    matrixProduct(multiply, a, b, attributes),
  );
  const kernel: KernelConfig = {
    ...upstream,
    kernelFunc: (call) => {
      const { a, b } = call.inputs as Record<"a" | "b", Tensor>;
      return isMatrix(a) && isMatrix(b) ? ours.kernelFunc(call) : upstream.kernelFunc(call);
    },
  };
  return kernel;
}

function isMatrix({ shape, size }: Tensor): boolean {
  return size === (shape.at(-1) ?? 0) * (shape.at(-2) ?? 0);
}

/** The product in terms of untransposed ones. Packing the right operand costs far more than transposing, so the smaller is packed. */
function matrixProduct(
  multiply: (a: Tensor, b: Tensor) => Tensor,
  left: Tensor,
  right: Tensor,
  { transposeA, transposeB }: BatchMatMulAttrs,
): Tensor {
  const a = asMatrix(left);
  const b = asMatrix(right);
  const rows = a.shape[transposeA ? 1 : 0] ?? 0;
  const columns = b.shape[transposeB ? 0 : 1] ?? 0;
  const swap = b.size > a.size + rows * columns;
  const swapped = () => transpose(multiply(transposeB ? b : transpose(b), transposeA ? a : transpose(a)));
  const straight = () => multiply(transposeA ? transpose(a) : a, transposeB ? transpose(b) : b);
  const product = swap && (transposeA || transposeB) ? swapped() : straight();
  const rank = Math.max(left.rank, right.rank);
  return reshape(product, [...Array.from({ length: rank - 2 }, () => 1), rows, columns]);
}

function asMatrix(tensor: Tensor): Tensor {
  return reshape(tensor, tensor.shape.slice(-2));
}
