import { permutation, randomStream } from "@evenkeel/core";

/** The order in which an epoch (from 1) visits the training images: a permutation of 0 … count−1, on every machine. */
export function batchOrder(count: number, seed: number, epoch: number): Int32Array {
  return permutation(count, randomStream(seed, `order:epoch-${epoch}`));
}
