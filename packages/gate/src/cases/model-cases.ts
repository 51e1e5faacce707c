import type { ModelSpec } from "@evenkeel/core";
import { gradientLesson, stepsLesson } from "../lesson/lessons.ts";
import { smoothAdam } from "../lesson/recipes.ts";
import type { GateCase } from "./gate-case.ts";
import { gradientPart, predictingPart, updatePart } from "./parts.ts";

/** All that is checked of a whole network. A slow backend is shown one image, another three. */
export function modelCase(spec: ModelSpec, slow: boolean): GateCase {
  const count = slow ? 1 : 3;
  const lesson = () => gradientLesson(spec, "real", count);
  return {
    id: `model/${spec.name}`,
    scope: "model",
    subject: spec.name,
    spec,
    parts: [
      predictingPart(() => {
        const { source, calls } = lesson();
        return { source, batches: calls.flat().map(({ images }) => images) };
      }),
      gradientPart(spec, lesson),
      updatePart(spec, () => stepsLesson(spec, smoothAdam, [[count]]), ["update"]),
    ],
  };
}
