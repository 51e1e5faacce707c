import type { Batch, ModelSpec, Weights } from "@evenkeel/core";
import { tolerances } from "@evenkeel/gate";
import type { Subject } from "../exercise/exercise.ts";
import { inferShapes, weightSlots } from "@evenkeel/models";
import { differenceOf, sameLoss, sameStep, stepDifferences, type Difference } from "../difference.ts";
import { elementFinding, type Finding } from "./finding.ts";
import { StepJudge } from "./judge.ts";
import { oracleOutputs } from "./oracle.ts";
import { partEndingAt, weightsOfPart } from "./part.ts";
import { gradientRecipe, gradientTraining, stepOf, type Step } from "../step.ts";

/** A training step where two backends differ, and what each showed there for the whole network. */
export interface DifferingStep {
  readonly spec: ModelSpec;
  /** That both began the step with. */
  readonly weights: Weights;
  /** From 0. */
  readonly step: number;
  /** The batch of a network's step, or of a part's. */
  readonly batchFor: (spec: ModelSpec) => Batch;
  readonly subjects: readonly [Subject, Subject];
  readonly steps: readonly [Step, Step];
  /** The oracle at this step of the whole network. */
  readonly judge: StepJudge;
}

/**
 * The first layer, tensor and element where two backends differ from the same weights over the same batch. Null where
 * each layer for itself is right, and so is the loss: then only a kink that no margin foresees is left.
 */
export async function localise(place: DifferingStep): Promise<Finding | null> {
  return (await wrongOutput(place)) ?? (await wrongWayBack(place)) ?? (await wrongLoss(place));
}

interface Part {
  readonly layer: string;
  readonly spec: ModelSpec;
  readonly weights: Weights;
}

/** The network cut after each of its layers, in order. */
function partsOf({ spec, weights }: DifferingStep): Part[] {
  return spec.layers.flatMap(({ name }) => {
    const part = partEndingAt(spec, name);
    return part === null ? [] : [{ layer: name, spec: part, weights: weightsOfPart(part, weights) }];
  });
}

/** The first layer that gives something else in prediction. */
async function wrongOutput(place: DifferingStep): Promise<Finding | null> {
  const { spec, weights, step, subjects, batchFor } = place;
  const parts = partsOf(place);
  const questions = parts.map((part) => ({ spec: part.spec, weights: part.weights, step }));
  const [a, b] = [await subjects[0].predict(questions), await subjects[1].predict(questions)];
  const { images } = batchFor(spec);
  let outputs: Awaited<ReturnType<typeof oracleOutputs>> | null = null;
  for (const [index, { layer }] of parts.entries()) {
    const shape = [images.shape[0] ?? 0, ...(inferShapes(spec).get(layer) ?? [])];
    const [left, right] = [a[index]?.data ?? [], b[index]?.data ?? []];
    const difference = differenceOf(layer, shape, left, right);
    if (difference.relative <= tolerances.logits) continue;
    outputs ??= await oracleOutputs(spec, weights, images);
    const expected = outputs.get(layer) ?? new Float64Array(0);
    const wrong = [left, right].map((got) => differenceOf(layer, shape, got, expected).relative > tolerances.logits);
    if (!wrong.includes(true)) continue;
    return { ...finding(place, difference, expected), what: "output", layer, off: offOf(place, wrong) };
  }
  return null;
}

/**
 * Of a part whose every number is a "logit", the loss is a mean over as many as a million squares, in float32: seen to
 * be 1.4e-4 off on onnx-cpu and tfjs-wasm. What a layer gives wrongly in training shows far above that, or in
 * gradients.
 */
const partLossTolerance = 1e-3;

/**
 * The first layer with which a part of the network, taught to give small numbers, learns something else: then the
 * layer's way back is at fault, or, where the loss differs, what it gives in training.
 */
async function wrongWayBack(place: DifferingStep): Promise<Finding | null> {
  const { step, subjects, batchFor } = place;
  const parts = partsOf(place).filter((part) => weightSlots(part.spec).some(({ trainable }) => trainable));
  const loss = "mean-squared-error";
  const trainings = parts.map((part) => gradientTraining(part.spec, part.weights, step, loss));
  const [a, b] = [await subjects[0].train(trainings), await subjects[1].train(trainings)];
  for (const [index, training] of trainings.entries()) {
    const [traceA, traceB, part] = [a[index], b[index], parts[index]];
    if (traceA === undefined || traceB === undefined || part === undefined)
      throw new RangeError("a training is missing");
    const steps = [await stepOf(training, traceA), await stepOf(training, traceB)] as const;
    if (sameStep(part.spec, ...steps, partLossTolerance)) continue;
    const { spec, weights } = part;
    const judge = await StepJudge.at({
      spec,
      weights,
      batch: batchFor(spec),
      recipe: gradientRecipe(spec.recipe, loss),
      lossTolerance: partLossTolerance,
    });
    const wrong = [!(await judge.judge(steps[0])).right, !(await judge.judge(steps[1])).right];
    if (!wrong.includes(true)) continue;
    const [difference] = stepDifferences(spec, ...steps);
    const kept = weightSlots(spec).some(({ name, trainable }) => name === difference?.tensor && !trainable);
    const what = sameLoss(...steps, partLossTolerance) ? (kept ? "statistics" : "gradient") : "training-output";
    return { ...wholeFinding(place, difference?.tensor ?? "loss"), what, layer: part.layer, off: offOf(place, wrong) };
  }
  return null;
}

/**
 * All layers agree: what may still be wrong is the loss of the whole network, which shows in itself or in the gradients
 * of the last weights, whose way back passes no kink.
 */
async function wrongLoss(place: DifferingStep): Promise<Finding | null> {
  const { spec, steps, judge } = place;
  const [difference] = stepDifferences(spec, ...steps);
  const last = weightSlots(spec).at(-1)?.layer;
  if (sameLoss(...steps) && !difference?.tensor.startsWith(`${last}.`)) return null;
  const wrong = [!(await judge.judge(steps[0])).right, !(await judge.judge(steps[1])).right];
  const tensor = sameLoss(...steps) && difference !== undefined ? difference.tensor : "loss";
  return { ...wholeFinding(place, tensor), what: "loss", layer: null, off: offOf(place, wrong) };
}

/** What the two show for a tensor in the step of the whole network. */
function wholeFinding(place: DifferingStep, tensor: string) {
  const { spec, steps, judge } = place;
  const shape = weightSlots(spec).find(({ name }) => name === tensor)?.shape ?? [1];
  const of = (step: Step) => step.gradients.get(tensor) ?? Float64Array.of(step.loss);
  const difference = differenceOf(tensor, shape, of(steps[0]), of(steps[1]));
  return finding(place, difference, of(judge.step));
}

function finding({ step }: DifferingStep, difference: Difference, expected: Float64Array) {
  return elementFinding(step + 1, difference, expected[difference.index] ?? Number.NaN);
}

function offOf({ subjects }: DifferingStep, wrong: readonly boolean[]): string[] {
  return subjects.filter((_, index) => wrong[index]).map(({ id }) => id);
}
