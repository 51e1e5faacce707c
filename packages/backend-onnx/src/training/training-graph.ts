import type { ModelSpec, TrainingRecipe } from "@evenkeel/core";
import { elementCount, ModelSpecError } from "@evenkeel/core";
import type { Value } from "../graph-builder.ts";
import { GraphBuilder, valueAt } from "../graph-builder.ts";
import type { OnnxGraph } from "../onnx/model.ts";
import type { Choices } from "./choices.ts";
import { TrainingContext } from "./context.ts";
import { emitBackward, emitForward } from "./forward-backward.ts";
import { emitLoss } from "./loss.ts";
import { optimizerOf } from "./optimizer.ts";
import { repeatedStep } from "./repeated-step.ts";
import type { StateVector } from "./state-vectors.ts";
import { stateVectors } from "./state-vectors.ts";

/** Input of a step: one-hot labels, [N, classes]. */
export const targetsInput = "targets";
/** Output of a step: the batch's mean loss before the update, a scalar. */
export const lossOutput = "loss";

/**
 * Training as one ONNX graph of standard operators: forward, backward and optimizer, repeated for as many batches as it
 * is given. All batches of a run have the same size, which may be any.
 */
export function trainingGraph(spec: ModelSpec, recipe: TrainingRecipe, choices: Choices): OnnxGraph {
  const { all } = stateVectors(spec, recipe.optimizer);
  return repeatedStep(
    trainingStep(spec, recipe, choices),
    all.map(({ name }) => name),
  );
}

/** One step: states, images, one-hot labels and dropout masks go in; new states and the loss come out. */
export function trainingStep(spec: ModelSpec, recipe: TrainingRecipe, choices: Choices): OnnxGraph {
  const { groups, statistics, all } = stateVectors(spec, recipe.optimizer);
  if (groups.length === 0) throw new ModelSpecError("has no weights to train", { where: spec.name });
  const graph = new GraphBuilder();
  for (const { name, length } of all) graph.input(name, [1, length]);
  const slots = new Map([...groups.map(({ weights }) => weights), statistics].flatMap((one) => cut(graph, one)));
  const context = new TrainingContext(graph, spec, slots, choices);

  const { steps, logits } = emitForward(context, spec);
  const targets = graph.input(targetsInput, ["N", spec.classes]);
  const { loss, gradient } = emitLoss(context, recipe.loss, logits, targets, spec.classes);
  emitBackward(context, steps, gradient);

  const update = optimizerOf(graph, recipe, choices);
  const next = groups.flatMap(({ weights, memories }) => {
    const states = memories.map(({ name }) => name);
    return update(weights.name, states, join(graph, weights, context.gradients));
  });
  if (statistics.length > 0) next.push(join(graph, statistics, context.statistics));
  for (const [at, { name, length }] of all.entries()) graph.output(`next:${name}`, valueAt(next, at), [1, length]);
  graph.output(lossOutput, loss, []);
  return graph.build(`${spec.name} training step`);
}

/** Cuts a vector into its slots, by slot name. */
function cut(graph: GraphBuilder, { name, length, slots }: StateVector): [string, Value][] {
  if (length === 0) return [];
  const sizes = slots.map(({ shape }) => elementCount(shape));
  const parts = graph.split(name, sizes, 1);
  return slots.map((slot, at) => [slot.name, graph.reshape(valueAt(parts, at), slot.shape)]);
}

/** The vector of values by slot name. A slot that the loss does not depend on has the gradient 0. */
function join(graph: GraphBuilder, { slots }: StateVector, values: ReadonlyMap<string, Value>): Value {
  const parts = slots.map(({ name, shape }) => {
    const value = values.get(name) ?? graph.float32(new Float32Array(elementCount(shape)), shape);
    return graph.reshape(value, [1, -1]);
  });
  return graph.concat(parts, 1);
}
