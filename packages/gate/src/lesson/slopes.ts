import { referenceGradients, referenceSlope } from "@evenkeel/backend-reference";
import { parameterCount, weightSlots } from "@evenkeel/models";
import { largest } from "../measure.ts";
import type { Pair } from "./differences.ts";
import type { Lesson } from "./teach.ts";

/** Elements of each tensor that are tried, evenly spread: each costs two passes over the network. */
const elementsTried = { small: 16, large: 2 };
/** Weights. */
const largeNetwork = 10_000;

/**
 * A bias in front of a batch normalisation has the gradient 0 in truth, and a difference of losses leaves about 1e-11
 * there: differences count from this share of the network's largest gradient on.
 */
const leastShare = 1e-4;

/**
 * The oracle's gradients of the lesson's first batch beside central differences of its loss. Elements that are not
 * tried stand for themselves.
 */
export function slopePairs({ source: { spec, weights }, recipe: { loss }, calls }: Lesson): Pair[] {
  const [batch] = calls.flat();
  if (batch === undefined) throw new RangeError(`a lesson of ${spec.name} has no batch`);
  const { gradients } = referenceGradients(spec, weights, batch, loss);
  const slope = referenceSlope(spec, weights, batch, loss);
  const overall = Math.max(...[...gradients.values()].map(largest));
  const tried = parameterCount(spec) > largeNetwork ? elementsTried.large : elementsTried.small;
  return weightSlots(spec).flatMap(({ name, shape }) => {
    const gradient = gradients.get(name);
    if (gradient === undefined) return [];
    const every = Math.ceil(gradient.length / tried);
    const expected = gradient.map((value, index) => (index % every === 0 ? slope(name, index) : value));
    const scale = Math.max(largest(expected), leastShare * overall);
    return [{ tensor: name, shape, expected, got: { shape, data: gradient }, scale }];
  });
}
