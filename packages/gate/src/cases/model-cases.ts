import type { ModelSpec } from "@evenkeel/core";
import { clearLesson } from "../lesson/margins.ts";
import { recipeOf, smoothAdam } from "../lesson/recipes.ts";
import type { Lesson } from "../lesson/teach.ts";
import { withStatistics, type GateCase } from "./gate-case.ts";

/** All that is checked of a whole network. A slow backend is shown one image, another three. */
export function modelCase(spec: ModelSpec, slow: boolean): GateCase {
  const lesson = once(async () => clearLesson(spec, slow ? 1 : 3));
  const adam = async (): Promise<Lesson> => {
    const { loss } = spec.recipe;
    return { ...(await lesson()), recipe: recipeOf(smoothAdam, loss), questions: [] };
  };
  return {
    id: `model/${spec.name}`,
    scope: "model",
    subject: spec.name,
    spec,
    parts: [
      { work: "predicting", quantities: ["logits"], lesson, onKinks: false },
      { work: "gradients", quantities: withStatistics(spec, ["loss", "gradients"]), lesson, onKinks: false },
      { work: "update", quantities: ["update"], lesson: adam, onKinks: false },
    ],
  };
}

/** Made when first asked for. */
function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => (made ??= { value: make() }).value;
}
