import { initialWeights, zoo } from "@evenkeel/models";
import { comparePredictions } from "../checks/prediction.ts";
import { compareTraining } from "../checks/training.ts";
import { smoothAdam } from "../lessons.ts";
import { sampleBatch, sampleImages } from "../samples.ts";
import type { Subject } from "./subject.ts";

/** Every network of the zoo: logits from its initial weights, and one step of Adam. */
export function testZoo({ backend, tolerances, check, expectAgreement, supports }: Subject): void {
  for (const spec of [...zoo.values()].filter(supports)) {
    const source = { kind: "spec", spec, weights: initialWeights(spec, 5) } as const;
    const images = sampleImages(spec, 2, "real");
    check(`${spec.name} predicts`, async () => {
      expectAgreement(await comparePredictions(backend, source, [images]));
    });
    if (!backend.supports.training) continue;
    check(`${spec.name} takes one step of Adam`, async () => {
      const calls = [[sampleBatch(spec, tolerances.slow === true ? 1 : 3, "real")]];
      const recipe = { ...spec.recipe, optimizer: smoothAdam };
      expectAgreement(await compareTraining(backend, { source, recipe, calls, images }));
    });
  }
}
