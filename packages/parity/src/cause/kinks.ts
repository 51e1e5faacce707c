import type { LayerCall, Tensor } from "@evenkeel/backend-reference";
import { position, type Batch, type LayerOf, type ModelSpec, type TrainingRecipe, type Weights } from "@evenkeel/core";
import { clearMargin, largest, ulpDistance, windowLeaders } from "@evenkeel/gate";
import { oracleStep, type Watch } from "./oracle.ts";
import type { Step } from "../step.ts";

/**
 * A place where the derivative of a network jumps and that float32 cannot tell the side of: a relu's input next to 0,
 * or a pooling window whose two largest values are nearly equal. Two correct implementations may choose differently
 * there, and then differ by a whole gradient.
 */
export interface Kink {
  readonly layer: string;
  /**
   * The element that decides: of a relu its input, of a pooling window the runner-up; an index a dimension, the image
   * first.
   */
  readonly position: readonly number[];
  /** Its exact value, and the one that it is compared with: 0, or the window's maximum. */
  readonly value: number;
  readonly against: number;
  /** The float32 numbers between the two. */
  readonly ulp: number;
}

export interface FoundKink extends Kink {
  /** Of the batch. */
  readonly image: number;
  /** The element's place in the layer's input, and in that of its image alone. */
  readonly at: number;
  readonly atInImage: number;
}

/** A step with the kinks that its gradient passes through. */
export interface StepWithKinks {
  readonly step: Step;
  readonly kinks: readonly FoundKink[];
}

/**
 * A training step of the oracle that also tells which kinks the batch comes near to. Exact ties and zeros are none: all
 * see them alike.
 */
export async function stepWithKinks(
  spec: ModelSpec,
  weights: Weights,
  batch: Batch,
  recipe: TrainingRecipe,
): Promise<StepWithKinks> {
  const kinks: FoundKink[] = [];
  const watch: Watch = (call, compute) => {
    const result = compute(call);
    const find = finders[call.layer.kind];
    if (find === undefined) return result;
    const backward = (gradient: Tensor) => {
      kinks.push(...find(call, gradient));
      return result.backward(gradient);
    };
    return { ...result, backward };
  };
  return { step: await oracleStep(spec, weights, batch, recipe, watch), kinks };
}

/** The same step had the oracle chosen the other side of a kink. */
export async function stepAcross(
  spec: ModelSpec,
  weights: Weights,
  batch: Batch,
  recipe: TrainingRecipe,
  kink: Pick<FoundKink, "layer" | "at" | "value" | "against">,
): Promise<Step> {
  const { layer, at, value, against } = kink;
  const other = against + (against - value) * 1e-3;
  const moved: Watch = (call, compute) => {
    if (call.layer.name !== layer) return compute(call);
    const [x] = call.inputs;
    const data = x.data.map((old, i) => (i === at ? other : old));
    return compute({ ...call, inputs: [{ ...x, data }] });
  };
  return oracleStep(spec, weights, batch, recipe, moved);
}

type Finder = (call: LayerCall, gradient: Tensor) => FoundKink[];

const finders: Partial<Record<string, Finder>> = {
  relu: ({ layer, inputs: [x] }, gradient) => {
    const margin = clearMargin * largest(x.data);
    // What is just below 0 may be a pooling window's maximum once it is above; until then another 0 has its gradient.
    const matters = (value: number, i: number) => value < 0 || gradient.data[i] !== 0;
    const near = (value: number, i: number) => value !== 0 && Math.abs(value) < margin && matters(value, i);
    return [...x.data.entries()].flatMap(([i, value]) => (near(value, i) ? [kinkAt(layer.name, x, i, value, 0)] : []));
  },
  "max-pool2d": (call, gradient) => {
    const { layer, inputs } = call as LayerCall<LayerOf<"max-pool2d">>;
    const [x] = inputs;
    const margin = clearMargin * largest(x.data);
    const { first, second } = windowLeaders(layer, x);
    return [...second.entries()].flatMap(([o, at]) => {
      const [top, value] = [x.data[first[o] ?? 0] ?? 0, x.data[at] ?? -Infinity];
      return at >= 0 && top - value < margin && gradient.data[o] !== 0 ? [kinkAt(layer.name, x, at, value, top)] : [];
    });
  },
};

function kinkAt(layer: string, x: Tensor, at: number, value: number, against: number): FoundKink {
  const size = x.data.length / (x.shape[0] ?? 1);
  const image = Math.floor(at / size);
  const ulp = ulpDistance(value, against);
  return { layer, position: position(at, x.shape), value, against, ulp, image, at, atInImage: at % size };
}
