import { hostTensor, UsageError, type Weights } from "@evenkeel/core";
import { count, defineFault } from "./fault.ts";

/** A provider that serves its model in fewer bits. */
export const quantisedWeights = defineFault({
  summary: "the same model with kernels rounded to a few bits, one scale a tensor",
  parameters: {
    bits: count(8, "bits of a weight", { least: 2, most: 16 }),
    after: count(0, "requests that the whole weights still predict"),
  },
  start: async ({ bits, after }, { served: { others } }) => {
    if (others.withWeights === null) {
      throw new UsageError("the served model's weights are not known", {
        where: "--fault quantised-weights",
        expected: "a model of a run folder or of `evenkeel models`",
        got: "a file in ONNX format",
      });
    }
    const rounded = await others.withWeights((weights) => quantised(weights, bits));
    return {
      predict: async ({ index }, images, next) =>
        index < after ? next(images) : (await rounded.predict(images)).value,
      dispose: () => rounded.dispose(),
    };
  },
});

/**
 * Kernels rounded to multiples of one step a tensor, the largest magnitude being 2^(bits−1) − 1 steps; biases and
 * batch-norm tensors stay, as runtimes for int8 keep them.
 */
export function quantised(weights: Weights, bits: number): Weights {
  return new Map(
    [...weights].map(([name, tensor]) => {
      if (!name.endsWith(".kernel")) return [name, tensor] as const;
      const largest = tensor.data.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
      const step = largest / (2 ** (bits - 1) - 1);
      const rounded = step === 0 ? tensor.data : tensor.data.map((value) => Math.round(value / step) * step);
      return [name, hostTensor(tensor.shape, rounded)] as const;
    }),
  );
}
