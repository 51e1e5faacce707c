import type { Optimizer } from "@evenkeel/core";
import { findModel } from "@evenkeel/models";
import { expect, it } from "vitest";
import { defaultChoices } from "../../src/training/choices.ts";
import { trainingStep } from "../../src/training/training-graph.ts";

const spec = findModel("keras-mlp");
const schedule = { kind: "cosine" } as const;
const inputsOf = (optimizer: Optimizer, changing: boolean) => {
  const recipe = { ...spec.recipe, optimizer, ...(changing && { schedule }) };
  return trainingStep(spec, recipe, defaultChoices);
};

it("takes SGD's rate as an input where it changes, and bakes it in where it does not", () => {
  const sgd: Optimizer = { kind: "sgd", learningRate: 0.1, momentum: 0.9 };
  const names = (changing: boolean) => inputsOf(sgd, changing).inputs.map(({ name }) => name);
  expect(names(true).filter((name) => !names(false).includes(name))).toEqual(["learningRate"]);
  expect(names(false).filter((name) => !names(true).includes(name))).toEqual([]);
});

it("trains by Adam with one graph whether the rate changes or not: it is in the step size", () => {
  expect(inputsOf(spec.recipe.optimizer, true)).toEqual(inputsOf(spec.recipe.optimizer, false));
});
