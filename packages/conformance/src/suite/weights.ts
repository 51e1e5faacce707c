import type { ModelSpec, Weights } from "@evenkeel/core";
import { weightSlots } from "@evenkeel/models";
import { expect } from "vitest";
import { failures, logitsDifference } from "../checks/difference.ts";
import { options, using } from "../checks/prediction.ts";
import { loadTrainable, teach } from "../checks/training.ts";
import { recipeOf, smoothAdam } from "../lessons.ts";
import { sampleBatch, sampleImages, sampleWeights } from "../samples.ts";
import { leastSpec, networkSpecs, smallSpecNamed } from "../specs/index.ts";
import type { Subject } from "./subject.ts";

const recipe = recipeOf(smoothAdam);

/** Weights go in and come out in the canonical layout, and nobody else's are touched. */
export function testWeights({ backend, tolerances, check, supports }: Subject): void {
  for (const spec of [smallSpecNamed(leastSpec), ...networkSpecs].filter(supports)) {
    const weights = sampleWeights(spec, "real");
    const source = { kind: "spec", spec, weights } as const;
    const batch = sampleBatch(spec, 3, "real");

    check(`${spec.name}: weights come out as they went in, bit by bit`, async () => {
      const exported = await using(loadTrainable(backend, source, recipe), (model) => model.exportWeights());
      expectCanonical(spec, exported);
      expect(exported).toEqual(weights);
    });

    check(`${spec.name}: trained weights give the same logits in a new model`, async () => {
      const { images } = batch;
      const trained = await teach(backend, { source, recipe, calls: [[batch]], images });
      expectCanonical(spec, trained.weights);
      expect(trained.logitsAfter.data).not.toEqual(trained.logitsBefore.data);
      const again = { kind: "spec", spec, weights: trained.weights } as const;
      const { value } = await using(backend.load(again, options), (model) => model.predict(images));
      const difference = logitsDifference("logits in a new model", value, trained.logitsAfter);
      expect(failures([difference], tolerances)).toEqual([]);
    });

    check(`${spec.name}: the caller's weights and batches stay as they are`, async () => {
      await teach(backend, { source, recipe, calls: [[batch]], images: sampleImages(spec, 2, "real") });
      expect(weights).toEqual(sampleWeights(spec, "real"));
      expect(batch).toEqual(sampleBatch(spec, 3, "real"));
    });
  }
}

function expectCanonical(spec: ModelSpec, weights: Weights): void {
  const slots = weightSlots(spec).map(({ name, shape }) => [name, [...shape]]);
  expect([...weights].map(([name, { shape }]) => [name, [...shape]])).toEqual(slots);
}
