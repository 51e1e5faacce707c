import { elementCount, type ModelSpec } from "@evenkeel/core";
import { definitionOf, inferShapes } from "@evenkeel/models";
import { clearLesson } from "../lesson/margins.ts";
import { recipeOf, smoothAdam } from "../lesson/recipes.ts";
import type { Lesson } from "../lesson/teach.ts";
import { withStatistics, type GateCase } from "./gate-case.ts";

/** More values than this that a layer with kinks gives, and three images hardly ever keep clear of every kink. */
const fewKinks = 60_000;

/** Images of a batch that keeps clear of kinks: three, or one for a network with very many, or a slow backend. */
export function clearImages({ slow, spec }: { readonly slow: boolean; readonly spec: ModelSpec }): number {
  const shapes = inferShapes(spec);
  const bent = spec.layers.filter((layer) => definitionOf(layer).hasKinks);
  const kinks = bent.reduce((sum, { name }) => sum + elementCount(shapes.get(name) ?? []), 0);
  return slow || kinks > fewKinks ? 1 : 3;
}

/** All that is checked of a whole network. */
export function modelCase(spec: ModelSpec, slow: boolean): GateCase {
  const lesson = once(async () => clearLesson(spec, clearImages({ slow, spec })));
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
