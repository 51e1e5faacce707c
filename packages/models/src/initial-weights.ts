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
  const slots = weightSlots(spec);
  const kernels = new Map(slots.filter(({ slot }) => slot === "kernel").map((slot) => [slot.layer, slot]));
  return new Map(
    slots.map((slot) => {
      const limit = uniformLimit(slot, kernels.get(slot.layer), spec.recipe.initialization);
      return [slot.name, hostTensor(slot.shape, limit === null ? constant(slot) : uniform(slot, limit, seed))];
    }),
  );
}

/** Half the width of the slot's uniform distribution, or null for a constant. */
function uniformLimit(
  slot: WeightSlot,
  kernel: WeightSlot | undefined,
  kind: TrainingRecipe["initialization"],
): number | null {
  if (kernel === undefined) return null;
  const { fanIn, fanOut, torchFanIn } = fans(kernel);
  if (kind === "torch-default") return 1 / Math.sqrt(torchFanIn);
  return slot.slot === "kernel" ? Math.sqrt(6 / (fanIn + fanOut)) : null;
}

/**
 * Keras counts [in, out] of the last two dimensions times the receptive field, for depthwise kernels too (HWIM).
 * PyTorch sees a depthwise kernel as [out, 1, h, w]: its fan-in is the receptive field alone.
 */
function fans(kernel: WeightSlot) {
  const [inputs = 1, outputs = 1] = kernel.shape.slice(-2);
  const field = elementCount(kernel.shape.slice(0, -2));
  const depthwise = kernel.depthwise;
  return { fanIn: field * inputs, fanOut: field * outputs, torchFanIn: depthwise ? field : field * inputs };
}

function constant({ slot, shape }: WeightSlot): Float32Array {
  return new Float32Array(elementCount(shape)).fill(slot === "gamma" || slot === "movingVariance" ? 1 : 0);
}

function uniform({ name, shape }: WeightSlot, limit: number, seed: number): Float32Array {
  const random = randomStream(seed, `weights:${name}`);
  return Float32Array.from({ length: elementCount(shape) }, () => (2 * random.uniform() - 1) * limit);
}
