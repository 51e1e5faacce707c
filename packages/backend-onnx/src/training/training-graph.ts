import type { ModelSpec, TrainingRecipe } from "@evenkeel/core";
import { elementCount, ModelSpecError } from "@evenkeel/core";
import type { WeightSlot } from "@evenkeel/models";
import { weightSlots } from "@evenkeel/models";
import type { Value } from "../graph-builder.ts";
import { GraphBuilder } from "../graph-builder.ts";
import { TrainingContext } from "./context.ts";
import { emitBackward, emitForward } from "./forward-backward.ts";
import { emitLoss } from "./loss.ts";
import { emitOptimizer, optimizerStates } from "./optimizer.ts";

/** A flat vector that each step takes in under `name` and gives back, updated, under `nextState(name)`. */
export interface StateVector {
  readonly name: string;
  readonly length: number;
}

export interface TrainingGraph {
  /** The `.onnx` file of one training step. */
  readonly model: Uint8Array;
  readonly states: readonly StateVector[];
}

/** State of the trainable weights, one after the other in canonical order and layout. */
export const weightsState = "weights";
/** State of the batch-norm statistics, likewise; absent in a model without batch normalisation. */
export const statisticsState = "statistics";
/** Graph input of the one-hot labels, [N, classes]. */
export const targetsInput = "targets";
/** Graph output of the batch's mean loss before the update, a scalar. */
export const lossOutput = "loss";

export function nextState(name: string): string {
  return `next:${name}`;
}

/**
 * A training step as one ONNX graph of standard operators: forward, backward and optimizer. Images, one-hot labels,
 * dropout masks and state go in; loss and new state come out. Any batch size.
 */
export function trainingGraph(spec: ModelSpec, recipe: TrainingRecipe): TrainingGraph {
  const slots = weightSlots(spec);
  const trainable = slots.filter((slot) => slot.trainable);
  const statistics = slots.filter((slot) => !slot.trainable);
  if (trainable.length === 0) throw new ModelSpecError("has no weights to train", { where: spec.name });

  const graph = new GraphBuilder();
  const weights = new Map([
    ...stateInput(graph, weightsState, trainable),
    ...stateInput(graph, statisticsState, statistics),
  ]);
  const context = new TrainingContext(graph, spec, weights);
  const { steps, logits } = emitForward(context, spec);
  const targets = graph.input(targetsInput, ["N", spec.classes]);
  const { loss, gradient } = emitLoss(context, recipe.loss, logits, targets, spec.classes);
  emitBackward(context, steps, gradient);

  const length = totalLength(trainable);
  const names = optimizerStates(recipe.optimizer);
  const states = names.map((name) => graph.input(name, [length]));
  const update = emitOptimizer(
    graph,
    recipe.optimizer,
    weightsState,
    states,
    concatenate(graph, trainable, context.gradients),
  );
  const vectors = [
    stateOutput(graph, weightsState, update.weights, length),
    ...names.map((name, at) => stateOutput(graph, name, update.states[at] ?? "", length)),
  ];
  if (statistics.length > 0) {
    const next = concatenate(graph, statistics, context.statistics);
    vectors.push(stateOutput(graph, statisticsState, next, totalLength(statistics)));
  }
  graph.output(lossOutput, loss, []);
  return { model: graph.build(`${spec.name} training step`), states: vectors };
}

function totalLength(slots: readonly WeightSlot[]): number {
  return slots.reduce((total, { shape }) => total + elementCount(shape), 0);
}

/** Declares the input of a flat vector and cuts it into its slots, by slot name. */
function stateInput(graph: GraphBuilder, name: string, slots: readonly WeightSlot[]): [string, Value][] {
  if (slots.length === 0) return [];
  const vector = graph.input(name, [totalLength(slots)]);
  const sizes = slots.map(({ shape }) => elementCount(shape));
  const parts = graph.split(vector, sizes, 0);
  return slots.map((slot, at) => [slot.name, graph.reshape(parts[at] ?? "", slot.shape)]);
}

function stateOutput(graph: GraphBuilder, name: string, value: Value, length: number): StateVector {
  graph.output(nextState(name), value, [length]);
  return { name, length };
}

/** The flat vector of values by slot name. A slot that the loss does not depend on has the gradient 0. */
function concatenate(graph: GraphBuilder, slots: readonly WeightSlot[], values: ReadonlyMap<string, Value>): Value {
  const parts = slots.map(({ name, shape }) => {
    const value = values.get(name) ?? graph.float32(new Float32Array(elementCount(shape)), shape);
    return graph.reshape(value, [-1]);
  });
  return graph.concat(parts, 0);
}
