import { median } from "@evenkeel/stats";
import type { Clock } from "../clock.ts";

/** Raised whenever the computation or how it is timed changes: times of two versions do not compare. */
export const referenceKernelVersion = 1;

/** Of the matrices. */
const side = 256;
/** Rows and columns of a block: three blocks of float32 fit into the smallest first-level cache in use. */
const blockSide = 32;
/** Larger than what one core's caches hold. */
const streamedBytes = 32 * 2 ** 20;
/** Until the engine has compiled it, and the memory is there. */
const warmUps = 3;
const repetitions = 9;

/**
 * Version 1 of a fixed computation that tells how fast this machine is now, on one thread and without any backend's
 * library: a product of two 256×256 float32 matrices in blocks of 32×32, and 32 MiB copied from one buffer to another
 * and back. Gives the median time in ms of 9 repetitions after 3 that do not count. About half a second in all.
 * Throws where the product is wrong.
 */
export function referenceKernelMs(clock: Pick<Clock, "nowMs">): number {
  const [left, right] = [matrix(7), matrix(5)];
  const product = new Float32Array(side * side);
  const [here, there] = [new Uint8Array(streamedBytes).fill(1), new Uint8Array(streamedBytes)];
  const times = Array.from({ length: warmUps + repetitions }, () => {
    const startMs = clock.nowMs();
    multiply(left, right, product);
    there.set(here);
    here.set(there);
    return clock.nowMs() - startMs;
  });
  if (sum(product) !== expectedSum(left, right)) throw new Error("the reference kernel's product is wrong");
  return median(times.slice(warmUps));
}

/** Whole numbers around 0, so that sums are exact in float32 whatever their order. */
function matrix(modulus: number): Float32Array {
  return Float32Array.from({ length: side * side }, (_, at) => (at % modulus) - Math.floor(modulus / 2));
}

/** `product` = left × right, all row by row. */
export function multiply(left: Float32Array, right: Float32Array, product: Float32Array): void {
  product.fill(0);
  for (let firstRow = 0; firstRow < side; firstRow += blockSide) {
    for (let firstInner = 0; firstInner < side; firstInner += blockSide) {
      for (let firstColumn = 0; firstColumn < side; firstColumn += blockSide) {
        addBlock({ left, right, product }, firstRow, firstInner, firstColumn);
      }
    }
  }
}

interface Matrices {
  readonly left: Float32Array;
  readonly right: Float32Array;
  readonly product: Float32Array;
}

function addBlock({ left, right, product }: Matrices, firstRow: number, firstInner: number, firstColumn: number): void {
  for (let row = firstRow; row < firstRow + blockSide; row += 1) {
    for (let inner = firstInner; inner < firstInner + blockSide; inner += 1) {
      const factor = left[row * side + inner] as number;
      for (let column = firstColumn; column < firstColumn + blockSide; column += 1) {
        const at = row * side + column;
        product[at] = (product[at] as number) + factor * (right[inner * side + column] as number);
      }
    }
  }
}

/** Of all entries of the product: over the inner index, a column's sum of the left times a row's of the right. */
function expectedSum(left: Float32Array, right: Float32Array): number {
  let total = 0;
  for (let inner = 0; inner < side; inner += 1) {
    let [column, row] = [0, 0];
    for (let at = 0; at < side; at += 1) {
      column += left[at * side + inner] as number;
      row += right[inner * side + at] as number;
    }
    total += column * row;
  }
  return total;
}

function sum(values: Float32Array): number {
  return values.reduce((total, value) => total + value, 0);
}
