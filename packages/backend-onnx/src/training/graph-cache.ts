import type { ModelSpec, TrainingRecipe } from "@evenkeel/core";
import type { OnnxGraph } from "../onnx/model.ts";
import type { Choices } from "./choices.ts";
import { trainingGraph } from "./training-graph.ts";

/** Graphs hold index tables but no weights: up to a few megabytes each. */
const most = 8;
const graphs = new Map<string, OnnxGraph>();

/**
 * The training graph, written once for equal contents: the folds of a cross-validation and the seeds of a comparison
 * train the same graph from other weights. Keeps those that were asked for last.
 */
export function cachedTrainingGraph(spec: ModelSpec, recipe: TrainingRecipe, choices: Choices): OnnxGraph {
  const key = JSON.stringify([spec, recipe, choices]);
  const graph = graphs.get(key) ?? trainingGraph(spec, recipe, choices);
  graphs.delete(key);
  graphs.set(key, graph);
  const [oldest] = graphs.keys();
  if (graphs.size > most && oldest !== undefined) graphs.delete(oldest);
  return graph;
}
