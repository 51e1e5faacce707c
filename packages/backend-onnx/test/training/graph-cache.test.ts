import { findModel } from "@evenkeel/models";
import { describe, expect, it } from "vitest";
import { defaultChoices } from "../../src/training/choices.ts";
import { cachedTrainingGraph } from "../../src/training/graph-cache.ts";

const spec = findModel("keras-mlp");

describe("cachedTrainingGraph", () => {
  it("gives one graph for equal contents and another for other contents", () => {
    const graph = cachedTrainingGraph(spec, spec.recipe, defaultChoices);
    expect(cachedTrainingGraph(structuredClone(spec), { ...spec.recipe }, { ...defaultChoices })).toBe(graph);
    const other = { ...spec.recipe, loss: "mean-squared-error" } as const;
    expect(cachedTrainingGraph(spec, other, defaultChoices)).not.toBe(graph);
    expect(cachedTrainingGraph(spec, spec.recipe, { ...defaultChoices, poolingFirst: false })).not.toBe(graph);
  });

  it("forgets what was not asked for for long", () => {
    const graph = cachedTrainingGraph(spec, spec.recipe, defaultChoices);
    for (let epochs = 100; epochs < 108; epochs += 1) {
      cachedTrainingGraph(spec, { ...spec.recipe, epochs }, defaultChoices);
    }
    expect(cachedTrainingGraph(spec, spec.recipe, defaultChoices)).not.toBe(graph);
  });
});
