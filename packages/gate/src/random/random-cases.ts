import { referenceBackend } from "@evenkeel/backend-reference";
import { hostTensor, randomStream, type Backend, type Loss, type ModelSource, type ModelSpec } from "@evenkeel/core";
import { withStatistics, type GateCase } from "../cases/gate-case.ts";
import { compare } from "../compare.ts";
import { clearMargin, smallestMargin } from "../lesson/margins.ts";
import { gradientLesson, stepsLesson } from "../lesson/lessons.ts";
import { smoothAdam } from "../lesson/recipes.ts";
import type { Lesson } from "../lesson/teach.ts";
import { measure } from "../measure.ts";
import { sampleImages } from "../samples.ts";
import { tolerances } from "../tolerances.ts";
import { drawNetwork, nameOf, pick } from "./draw-network.ts";

/** What is drawn for a network beside its layers. */
export interface Drawn {
  readonly spec: ModelSpec;
  /** Of the batch whose gradients are compared. */
  readonly images: number;
  /** Images of each step, by calls. */
  readonly calls: readonly (readonly number[])[];
  readonly loss: Loss;
  readonly optimizer: "sgd" | "momentum" | "adam";
}

const optimizers = {
  sgd: { kind: "sgd", learningRate: 0.05, momentum: 0 },
  momentum: { kind: "sgd", learningRate: 0.05, momentum: 0.9 },
  adam: { ...smoothAdam, learningRate: 0.05 },
} as const;

const attempts = 60;

/**
 * The network of a seed with what it is asked, and with its case, of which the oracle has computed all: of several that
 * are drawn the first that keeps clear of kinks, and on which rounding alone leaves most of every tolerance. The same
 * one on every machine.
 */
export async function drawSteady(seed: number): Promise<{ readonly drawn: Drawn; readonly one: GateCase }> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    const drawn = drawAround(seed, attempt);
    const one = randomCase(seed, drawn);
    if (await isSteady(one)) return { drawn, one };
  }
  throw new RangeError(`seed ${seed} draws no network that float32 can compute`);
}

function drawAround(seed: number, attempt: number): Drawn {
  const random = randomStream(seed, `random-lesson/${attempt}`);
  const size = () => pick(random, [1, 2, 3, 4, 5, 8, 9, 16, 32, 33]);
  const repeated = size();
  return {
    spec: drawNetwork(seed, attempt),
    images: size(),
    calls: [[repeated, repeated, size()], [size()], [repeated]],
    loss: pick(random, ["cross-entropy", "cross-entropy", "double-softmax-cross-entropy", "mean-squared-error"]),
    optimizer: pick(random, ["sgd", "momentum", "adam"]),
  };
}

/** What is checked of a network that was drawn. */
export function randomCase(seed: number, { spec, images, calls, loss, optimizer }: Drawn): GateCase {
  const withLoss = (lesson: Lesson): Lesson => ({ ...lesson, recipe: { ...lesson.recipe, loss } });
  const gradient = () => withLoss(gradientLesson(spec, "real", images));
  // Its answers are not compared: it is asked so that a prediction lies between two calls.
  const questions = [sampleImages(spec, 1, "real")];
  const steps = () => ({ ...withLoss(stepsLesson(spec, optimizers[optimizer], calls)), questions });
  return {
    id: `random/${seed}`,
    scope: "model",
    subject: nameOf(seed),
    spec,
    mayBeRefused: true,
    parts: [
      { work: "predicting", quantities: ["logits"], lesson: gradient, onKinks: false },
      { work: "gradients", quantities: withStatistics(spec, ["loss", "gradients"]), lesson: gradient, onKinks: false },
      { work: "update", quantities: ["update"], lesson: steps, onKinks: false },
    ],
  };
}

/**
 * Part of a tolerance that an oracle may use up whose weights are off by a rounding each: a float32 runtime rounds
 * after every layer, too.
 */
const steadyShare = 0.1;

/** A network may lie near a kink, or be all cancellation (a batch normalisation of two values): no float32 is right. */
export async function isSteady({ parts }: GateCase): Promise<boolean> {
  for (const part of parts) {
    const lesson = await part.lesson();
    // After several steps rounding has grown.
    const margin = part.work === "update" ? 10 * clearMargin : clearMargin;
    if (part.work !== "predicting" && !((await smallestMargin(lesson)) >= margin)) return false;
    const found = await compare(rounding, part, { threads: null });
    for (const [quantity, pairs] of found) {
      if (!part.quantities.includes(quantity)) continue;
      const allowed = steadyShare * tolerances[quantity];
      const off = pairs.map(({ got, expected, scale }) => measure(got?.data ?? [], expected, scale).maxRelative);
      if (off.some((distance) => !(distance <= allowed))) return false;
    }
  }
  return true;
}

/** The oracle, starting from weights that are each one rounding off. */
const rounding: Backend = {
  ...referenceBackend,
  load: async (source, options) => referenceBackend.load(nudged(source), options),
  loadTrainable: async (source, options, recipe) => {
    const model = await referenceBackend.loadTrainable?.(nudged(source), options, recipe);
    if (model === undefined) throw new TypeError("the oracle trains");
    return model;
  },
};

function nudged(source: ModelSource): ModelSource {
  if (source.kind !== "spec") return source;
  const weights = [...source.weights].map(([name, { shape, data }]) => {
    const random = randomStream(1, name);
    const off = data.map((value) => value * (1 + (random.below(2) === 0 ? 2 ** -23 : -(2 ** -23))));
    return [name, hostTensor(shape, off)] as const;
  });
  return { ...source, weights: new Map(weights) };
}
