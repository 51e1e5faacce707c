import type { ModelSpec, Weights } from "@evenkeel/core";
import {
  leastSpec,
  loadTrainable,
  measure,
  networkSpecs,
  recipeOf,
  sampleBatch,
  sampleImages,
  sampleWeights,
  smallSpecNamed,
  smoothAdam,
  teach,
  tolerances,
  using,
} from "@evenkeel/gate";
import { weightSlots } from "@evenkeel/models";
import { expect } from "vitest";
import { options, type Subject } from "./subject.ts";

const recipe = recipeOf(smoothAdam);

/** Weights go in and come out in the canonical layout, and those of other models are not touched. */
export function testWeights({ backend, check, supports }: Subject): void {
  for (const spec of [smallSpecNamed(leastSpec), ...networkSpecs].filter(supports)) {
    const weights = sampleWeights(spec, "real");
    const source = { kind: "spec", spec, weights } as const;
    const batch = sampleBatch(spec, 3, "real");

    check(`${spec.name}: weights come out as they went in, bit by bit`, async () => {
      const exported = await using(loadTrainable(backend, source, options, recipe), (model) => model.exportWeights());
      expectCanonical(spec, exported);
      expect(exported).toEqual(weights);
    });

    check(`${spec.name}: trained weights give the same logits in a new model`, async () => {
      const { images } = batch;
      const trained = await teach(backend, { source, recipe, calls: [[batch]], questions: [images] }, options);
      expectCanonical(spec, trained.weights);
      const [before, after] = [trained.logitsBefore[0]?.data ?? [], trained.logitsAfter[0]?.data ?? []];
      expect(after).not.toEqual(before);
      const again = { kind: "spec", spec, weights: trained.weights } as const;
      const { value } = await using(backend.load(again, options), (model) => model.predict(images));
      expect(measure(value.data, after).maxRelative).toBeLessThanOrEqual(tolerances.logits);
    });

    check(`${spec.name}: the caller's weights and batches stay as they are`, async () => {
      const questions = [sampleImages(spec, 2, "real")];
      await teach(backend, { source, recipe, calls: [[batch]], questions }, options);
      expect(weights).toEqual(sampleWeights(spec, "real"));
      expect(batch).toEqual(sampleBatch(spec, 3, "real"));
    });
  }
}

function expectCanonical(spec: ModelSpec, weights: Weights): void {
  const slots = weightSlots(spec).map(({ name, shape }) => [name, [...shape]]);
  expect([...weights].map(([name, { shape }]) => [name, [...shape]])).toEqual(slots);
}
