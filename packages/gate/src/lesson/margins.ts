import {
  createReferenceBackend,
  formulas,
  slidingWindow,
  type LayerCall,
  type LayerRule,
  type LayerRules,
  type Tensor,
} from "@evenkeel/backend-reference";
import type { LayerOf, ModelSpec } from "@evenkeel/core";
import type { KinkedKind } from "@evenkeel/models";
import { largest } from "../measure.ts";
import { gradientLesson } from "./lessons.ts";
import { teach, type Lesson } from "./teach.ts";

/**
 * A gradient has a kink where a relu's input is 0 and where the two largest values of a pooling window are equal. Two
 * float32 runtimes may round to either side of one that is nearer than this (of the largest value there), and then
 * differ by a whole gradient, both being right: seen on `torch-catsdogs-cnn` with two values 2e-8 apart. Measured
 * forward errors stay under 1e-6.
 */
export const clearMargin = 2e-6;

const attempts = 12;

/**
 * A gradient lesson on a network's own loss whose batch keeps clear of kinks: of several batches the first that does,
 * or else the one that stays furthest away.
 */
export async function clearLesson(spec: ModelSpec, count: number): Promise<Lesson> {
  let best: { lesson: Lesson; margin: number } | null = null;
  for (let round = 0; round < attempts; round += 1) {
    const drawn = gradientLesson(spec, "real", count, round);
    const lesson = { ...drawn, recipe: { ...drawn.recipe, loss: spec.recipe.loss } };
    const margin = await smallestMargin(lesson);
    if (margin >= clearMargin) return lesson;
    if (best === null || margin > best.margin) best = { lesson, margin };
  }
  if (best === null) throw new RangeError("no attempt was made");
  return best.lesson;
}

/**
 * How near the training of a lesson comes to a kink that a gradient passes through, relative to the largest value
 * there. Exact ties and zeros do not count: every runtime sees them alike.
 */
export async function smallestMargin(lesson: Lesson): Promise<number> {
  let smallest = Infinity;
  const watched = <K extends KinkedKind>(kind: K): LayerRule<K> => {
    return (call: LayerCall<LayerOf<K>>) => {
      const result = formulas.layers[kind](call);
      const backward = (gradient: Tensor) => {
        const scale = largest(call.inputs[0].data);
        for (const [i, distance] of kinkDistances[kind](call).entries()) {
          if (distance > 0 && gradient.data[i] !== 0) smallest = Math.min(smallest, distance / scale);
        }
        return result.backward(gradient);
      };
      return { ...result, backward };
    };
  };
  const kinked = Object.keys(kinkDistances) as KinkedKind[];
  const layers: LayerRules = {
    ...formulas.layers,
    ...Object.fromEntries(kinked.map((kind) => [kind, watched(kind)])),
  };
  await teach(createReferenceBackend({ ...formulas, layers }), { ...lesson, questions: [] }, { threads: 1 });
  return smallest;
}

/** How far each value that a layer gives lies from a kink, in what it was computed from. */
const kinkDistances: { readonly [K in KinkedKind]: (call: LayerCall<LayerOf<K>>) => Float64Array } = {
  "max-pool2d": leadsOfMaxima,
  relu: ({ inputs: [x] }) => x.data.map(Math.abs),
};

/** By how much the maximum of each window exceeds the next smaller value there. */
function leadsOfMaxima({ layer, inputs: [x] }: LayerCall<LayerOf<"max-pool2d">>): Float64Array {
  const { first, second } = windowLeaders(layer, x);
  const valueAt = (index: number) => x.data[index] ?? -Infinity;
  return Float64Array.from(first, (at, o) => valueAt(at) - valueAt(second[o] ?? -1));
}

/** The index in x of each pooling window's first maximum, and of its next smaller value; −1 where there is none. */
export function windowLeaders(layer: LayerOf<"max-pool2d">, x: Tensor): { first: Int32Array; second: Int32Array } {
  const channels = x.shape.at(-1) ?? 1;
  const window = slidingWindow(x, { ...layer, kernel: layer.size, dilation: [1, 1] });
  const outputs = window.outPixels.reduce((product, size) => product * size, channels);
  const first = new Int32Array(outputs).fill(-1);
  const second = first.slice();
  const valueAt = (index: number) => x.data[index] ?? -Infinity;
  window.forEachTap(channels, channels, (inputAt, outputAt) => {
    for (let c = 0; c < channels; c += 1) {
      const o = outputAt + c;
      const value = valueAt(inputAt + c);
      const top = valueAt(first[o] as number);
      if (value > top) {
        second[o] = first[o] as number;
        first[o] = inputAt + c;
      } else if (value < top && value > valueAt(second[o] as number)) second[o] = inputAt + c;
    }
  });
  return { first, second };
}
