import { BatchMatMul, type BatchMatMulAttrs, type KernelConfig, reshape, type Tensor } from "@tensorflow/tfjs-core";
import { addProduct } from "../simd/kernels.ts";
import { numberBytes } from "./convolution-rows.ts";
import { heapAddress, heapTensor, heapZeros, wasmKernel } from "./wasm-kernel.ts";

/** From this many rows of the left factor on it pays to bring the right one's columns together first. */
const worthPacking = 12;

/**
 * Upstream's matrix product (tfjs-backend-wasm 4.22, src/cc/batch_mat_mul_impl.cc) has two faults:
 * - `xnn_matmul` caches the packed right operand under its data id alone, without its shape, and reshaped tensors share
 *   their data: after [[1]] · b with b = [[1, 2]], the product [[1, 1]] · reshape(b, [2, 1]) is 1 instead of 3,
 *   silently;
 * - any transposed operand takes `slow_batch_matmul`, a scalar loop: [3872, 288]ᵀ · [3872, 64] takes 55 ms instead of
 *   3.
 *
 * Here: products of two matrices are our own, and transposed factors are read as they lie. Batches of them stay
 * upstream's.
 */
export function batchMatMul(upstream: KernelConfig): KernelConfig {
  const ours = wasmKernel<"a" | "b", BatchMatMulAttrs>(BatchMatMul, ({ inputs, attributes, backend }) => {
    const { transposeA, transposeB } = attributes;
    const [left, right] = [operand(inputs.a, transposeA), operand(inputs.b, transposeB)];
    const { rows, columns: inner } = left;
    const { columns } = right;
    const product = heapZeros(backend, [rows, columns]);
    const panel = transposeB || rows >= worthPacking ? heapTensor(backend, [8, inner]) : null;
    addProduct(backend, {
      a: { at: heapAddress(backend, inputs.a), row: left.row, step: left.column, block: 0 },
      b: { at: heapAddress(backend, inputs.b), step: right.row, column: right.column, block: 0 },
      c: { at: heapAddress(backend, product), row: columns * numberBytes },
      rows,
      columns,
      inner,
      blocks: 1,
      panel: panel === null ? 0 : heapAddress(backend, panel),
    });
    const rank = Math.max(inputs.a.rank, inputs.b.rank);
    return reshape(product, [...Array.from({ length: rank - 2 }, () => 1), rows, columns]);
  });
  return {
    ...upstream,
    kernelFunc: (call) => {
      const { a, b } = call.inputs as Record<"a" | "b", Tensor>;
      return (isMatrix(a) && isMatrix(b) ? ours : upstream).kernelFunc(call);
    },
  };
}

function isMatrix({ shape, size }: Tensor): boolean {
  return size === (shape.at(-1) ?? 0) * (shape.at(-2) ?? 0);
}

/** A factor as it is multiplied: its size, and bytes from one row and from one column to the next. */
function operand({ shape }: Tensor, transposed: boolean): Record<"rows" | "columns" | "row" | "column", number> {
  const [rows = 0, columns = 0] = shape.slice(-2);
  const rowBytes = columns * numberBytes;
  return transposed
    ? { rows: columns, columns: rows, row: numberBytes, column: rowBytes }
    : { rows, columns, row: rowBytes, column: numberBytes };
}
