import { hostTensor, type Loss, type Weights } from "@evenkeel/core";
import { gradientLesson } from "../lesson/lessons.ts";
import type { Lesson } from "../lesson/teach.ts";
import { leastSpec, smallSpecNamed } from "../specs/index.ts";
import type { GateCase } from "./gate-case.ts";

/** Cross-entropy is every other case's loss. */
const otherLosses: readonly Loss[] = ["double-softmax-cross-entropy", "mean-squared-error"];

/** The losses and their gradients behind a dense layer, also where a plain exponential would overflow. */
export function lossCases(): GateCase[] {
  return [
    ...otherLosses.map((loss) => lossCase(loss, () => withLoss(gradientLesson(spec, "real"), loss))),
    // Quantised: float32 holds these logits exactly, so that what is left to differ is the loss alone.
    ...(["cross-entropy", ...otherLosses] as const).map((loss) =>
      lossCase(`${loss}-of-hundreds`, () => withLargeLogits(withLoss(gradientLesson(spec, "quantised"), loss))),
    ),
  ];
}

const spec = smallSpecNamed(leastSpec);

function lossCase(name: string, lesson: () => Lesson): GateCase {
  const part = { work: "gradients", quantities: ["loss", "gradients"], lesson, onKinks: false } as const;
  return { id: `dense/${name}`, scope: "layer", subject: "dense", spec, parts: [part] };
}

function withLoss(lesson: Lesson, loss: Loss): Lesson {
  return { ...lesson, recipe: { ...lesson.recipe, loss } };
}

/** e^300 is beyond float32 (and e^−300 is 0 in it). */
function withLargeLogits(lesson: Lesson): Lesson {
  const bias = hostTensor([spec.classes], Float32Array.of(300, -300, 299));
  const weights: Weights = new Map([...lesson.source.weights, ["logits.bias", bias]]);
  return { ...lesson, source: { ...lesson.source, weights } };
}
