import {
  elementCount,
  hostTensor,
  randomStream,
  type ModelSpec,
  type TrainingRecipe,
  type Weights,
} from "@evenkeel/core";
import { weightSlots, type WeightSlot } from "./weight-slots.ts";

/**
 * The weights that training starts from, the same for every backend. `glorot-uniform` (Glorot & Bengio 2010, as Keras):
 * kernels uniform in ±√(6 / (fanIn + fanOut)), biases zero. `torch-default` (He et al. 2015 with a = √5, as PyTorch):
 * kernels and biases uniform in ±1/√fanIn. Batch normalisation starts at gamma 1, beta 0, mean 0, variance 1.
 */
export function initialWeights(spec: ModelSpec, seed: number): Weights {
  return new Map(
    weightSlots(spec).map((slot) => {
      const limit = uniformLimit(slot, spec.recipe.initialization);
      return [slot.name, hostTensor(slot.shape, limit === null ? constant(slot) : uniform(slot, limit, seed))];
    }),
  );
}

/** Half the width of the slot's uniform distribution, or null for a constant. */
function uniformLimit({ slot, fans }: WeightSlot, kind: TrainingRecipe["initialization"]): number | null {
  if (fans === null) return null;
  if (kind === "torch-default") return 1 / Math.sqrt(fans.torchFanIn);
  return slot === "kernel" ? Math.sqrt(6 / (fans.fanIn + fans.fanOut)) : null;
}

function constant({ shape, constant: value }: WeightSlot): Float32Array {
  return new Float32Array(elementCount(shape)).fill(value);
}

function uniform({ name, shape }: WeightSlot, limit: number, seed: number): Float32Array {
  const random = randomStream(seed, `weights:${name}`);
  return Float32Array.from({ length: elementCount(shape) }, () => (2 * random.uniform() - 1) * limit);
}
