import { hostTensor, type Loss, type Weights } from "@evenkeel/core";
import { compareTraining, type Lesson } from "../checks/training.ts";
import { gradientLesson } from "../lessons.ts";
import { leastSpec, smallSpecNamed } from "../specs/index.ts";
import type { Subject } from "./subject.ts";

const losses: readonly Loss[] = ["cross-entropy", "double-softmax-cross-entropy", "mean-squared-error"];

/** The losses and their gradients, also where a plain exponential would overflow. */
export function testLosses({ backend, check, expectAgreement }: Subject): void {
  const spec = smallSpecNamed(leastSpec);
  for (const loss of losses) {
    check(`${loss} and its gradient`, async () => {
      expectAgreement(await compareTraining(backend, withLoss(gradientLesson(spec, "real"), loss)));
    });
    // Quantised: float32 holds these logits exactly, so that what is left to differ is the loss alone.
    check(`${loss} of logits in the hundreds`, async () => {
      const lesson = withLoss(gradientLesson(spec, "quantised"), loss);
      const source = { ...lesson.source, weights: withLargeLogits(lesson.source.weights) };
      expectAgreement(await compareTraining(backend, { ...lesson, source }));
    });
  }
}

function withLoss(lesson: Lesson, loss: Loss): Lesson {
  return { ...lesson, recipe: { ...lesson.recipe, loss } };
}

/** e^300 is beyond float32 (and e^−300 is 0 in it). */
function withLargeLogits(weights: Weights): Weights {
  return new Map([...weights, ["logits.bias", hostTensor([3], Float32Array.of(300, -300, 299))]]);
}
