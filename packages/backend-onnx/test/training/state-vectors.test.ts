import type { ModelSpec } from "@evenkeel/core";
import { elementCount } from "@evenkeel/core";
import { findModel, weightSlots, zoo } from "@evenkeel/models";
import { describe, expect, it } from "vitest";
import { stateVectors } from "../../src/training/state-vectors.ts";

const slotsOf = (spec: ModelSpec) => {
  const { groups, statistics } = stateVectors(spec, spec.recipe.optimizer);
  return [...groups.map(({ weights }) => weights), statistics].flatMap(({ slots }) => slots);
};

describe("stateVectors", () => {
  it.each([...zoo.values()].map((spec) => [spec.name, spec] as const))("holds each slot of %s once", (_, spec) => {
    const names = slotsOf(spec).map(({ name }) => name);
    expect(names.toSorted()).toEqual(
      weightSlots(spec)
        .map(({ name }) => name)
        .toSorted(),
    );
  });

  it("gives a large slot vectors of its own and leaves the others together", () => {
    const { groups } = stateVectors(findModel("keras-mlp"), findModel("keras-mlp").recipe.optimizer);
    expect(groups.map(({ weights: { slots } }) => slots.length)).toEqual([1, 5]);
    for (const { weights, memories } of groups) {
      expect(weights.length).toBe(weights.slots.reduce((sum, { shape }) => sum + elementCount(shape), 0));
      expect(memories.map(({ length }) => length)).toEqual([weights.length, weights.length]);
    }
  });

  it("names every vector differently, and remembers nothing for plain gradient descent", () => {
    const names = stateVectors(findModel("keras-mlp"), { kind: "sgd", learningRate: 0.1, momentum: 0 }).all.map(
      ({ name }) => name,
    );
    expect(new Set(names).size).toBe(names.length);
    expect(names).toHaveLength(2);
  });
});
