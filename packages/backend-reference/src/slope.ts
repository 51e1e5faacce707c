import type { Batch, Loss, ModelSpec, Weights } from "@evenkeel/core";
import { formulas } from "./formulas.ts";
import { inFloat64 } from "./gradients.ts";
import { forwardPass } from "./network.ts";
import { at, fromHost } from "./tensor.ts";

/** Small enough for its square to vanish and for few kinks within it; large enough to move the loss by many ulps. */
const step = 2 ** -17;

/**
 * The slope of a batch's loss along one element of a weight, by the central difference (L(w + h) − L(w − h)) / 2h: what
 * `referenceGradients` must give, from forward formulas alone.
 */
export function referenceSlope(
  spec: ModelSpec,
  weights: Weights,
  batch: Batch,
  loss: Loss,
): (slot: string, index: number) => number {
  const moved = inFloat64(weights);
  const images = fromHost(batch.images);
  const currentLoss = () => {
    const { logits } = forwardPass(formulas.layers, spec, moved, images, batch.dropoutMasks);
    return formulas.loss(loss, logits, batch.labels).loss;
  };
  return (slot, index) => {
    const values = moved.get(slot)?.data;
    if (values === undefined || index >= values.length) throw new RangeError(`${spec.name} has no ${slot}[${index}]`);
    const start = at(values, index);
    const [low = 0, high = 0] = [-step, step].map((change) => {
      values[index] = start + change;
      return currentLoss();
    });
    values[index] = start;
    return (high - low) / (2 * step);
  };
}
