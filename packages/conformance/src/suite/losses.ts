import { hostTensor, type Loss, type Weights } from "@evenkeel/core";
import { compareTraining } from "../checks/training.ts";
import { sampleBatch, sampleImages, sampleWeights } from "../samples.ts";
import { smallSpecNamed } from "../specs/index.ts";
import { unitSgd } from "../specs/small-spec.ts";
import type { Subject } from "./subject.ts";

const losses: readonly Loss[] = ["cross-entropy", "double-softmax-cross-entropy", "mean-squared-error"];

/** The losses and their gradients, also where a plain exponential would overflow. */
export function testLosses({ backend, check, expectAgreement }: Subject): void {
  const spec = smallSpecNamed("relu");
  const weights = sampleWeights(spec, "real");
  const images = sampleImages(spec, 5, "real");
  const calls = [[sampleBatch(spec, 5, "real")]];
  for (const loss of losses) {
    const recipe = { ...unitSgd, loss };
    check(`${loss} and its gradient`, async () => {
      const source = { kind: "spec", spec, weights } as const;
      expectAgreement(await compareTraining(backend, { source, recipe, calls, images }));
    });
    check(`${loss} of logits in the hundreds`, async () => {
      const source = { kind: "spec", spec, weights: withLargeLogits(weights) } as const;
      expectAgreement(await compareTraining(backend, { source, recipe, calls, images }));
    });
  }
}

/** e^300 is beyond float32 (and e^−300 is 0 in it). */
function withLargeLogits(weights: Weights): Weights {
  return new Map([...weights, ["logits.bias", hostTensor([3], Float32Array.of(300, -300, 299))]]);
}
