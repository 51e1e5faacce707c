import type { Tensor } from "@tensorflow/tfjs-core";

export function valuesOf(tensor: Tensor): number[] {
  return [...tensor.dataSync()];
}
