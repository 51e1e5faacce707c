import type { Optimizer } from "@evenkeel/core";
import { compareTraining } from "../checks/training.ts";
import { sampleBatch, sampleImages, sampleWeights } from "../samples.ts";
import { smallSpecNamed } from "../specs/index.ts";
import { unitSgd } from "../specs/small-spec.ts";
import type { Subject } from "./subject.ts";

/**
 * With ε near the size of the gradients an update is a smooth function of them; at the usual 1e-8 the update of a weight
 * whose gradient is nothing but rounding has full size and either sign, in any implementation.
 */
export const smoothAdam: Optimizer = { kind: "adam", learningRate: 0.05, beta1: 0.9, beta2: 0.999, epsilon: 1e-2 };

const optimizers: Readonly<Record<string, Optimizer>> = {
  "plain SGD": { kind: "sgd", learningRate: 0.1, momentum: 0 },
  momentum: { kind: "sgd", learningRate: 0.1, momentum: 0.9 },
  Adam: smoothAdam,
  "Adam with short memory": { ...smoothAdam, beta1: 0.5, beta2: 0.75 },
};

/** Three steps with each optimizer, in one call and over several: its state must live on between calls. */
export function testOptimizers({ backend, check, expectAgreement }: Subject): void {
  const spec = smallSpecNamed("average-pool2d-2x2");
  const source = { kind: "spec", spec, weights: sampleWeights(spec, "real") } as const;
  const images = sampleImages(spec, 2, "real");
  const [first, second, third] = [0, 1, 2].map((round) => [sampleBatch(spec, 3, "real", round)]);
  if (first === undefined || second === undefined || third === undefined) return;
  for (const [name, optimizer] of Object.entries(optimizers)) {
    const recipe = { ...unitSgd, optimizer };
    check(`${name}: three steps in one call`, async () => {
      const calls = [[...first, ...second, ...third]];
      expectAgreement(await compareTraining(backend, { source, recipe, calls, images }));
    });
    check(`${name}: three steps in three calls`, async () => {
      const calls = [first, second, third];
      expectAgreement(await compareTraining(backend, { source, recipe, calls, images }));
    });
  }
}
