import { hostTensor, type Backend, type LoadOptions, type ModelSpec } from "@evenkeel/core";
import { initialWeights } from "@evenkeel/models";
import { systemClock } from "../clock.ts";

const size = 1024;
export const products = 6;

/** A network that is one product of two 1024×1024 matrices. */
const product: ModelSpec = {
  name: "matrix-product",
  title: "A product of two matrices",
  origin: "Made to find out how many operations a second a backend reaches",
  input: { height: 1, width: 1, channels: size },
  classes: size,
  layers: [
    { kind: "flatten", name: "flatten", inputs: ["input"] },
    { kind: "dense", name: "product", inputs: ["flatten"], units: size, bias: false },
  ],
  recipe: {
    loss: "cross-entropy",
    optimizer: { kind: "sgd", learningRate: 0.1, momentum: 0 },
    batchSize: size,
    epochs: 1,
    initialization: "glorot-uniform",
  },
};

/**
 * The most GFLOP/s that a backend reached in some products of two 1024×1024 matrices, a multiplication and an addition
 * counted as two.
 */
export async function matrixProductGflops(backend: Backend, options: LoadOptions): Promise<number> {
  const model = await backend.load({ kind: "spec", spec: product, weights: initialWeights(product, 1) }, options);
  try {
    const matrix = hostTensor([size, 1, 1, size]);
    for (const at of matrix.data.keys()) matrix.data[at] = (at % 7) / 7;
    const ms: number[] = [];
    for (let run = 0; run < products; run += 1) {
      const startMs = systemClock.nowMs();
      await model.predict(matrix);
      ms.push(systemClock.nowMs() - startMs);
    }
    return (2 * size ** 3) / Math.min(...ms) / 1e6;
  } finally {
    await model.dispose();
  }
}
