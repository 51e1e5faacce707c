import type { WeightsOrigin } from "@evenkeel/core";
import { logSoftmax } from "@evenkeel/stats";
import { wholeArm } from "./arms.ts";
import { foldOf } from "./folds.ts";
import { isLimited } from "./limits.ts";
import { outcomeOf } from "./outcome.ts";
import type { Predictions } from "./predictions.ts";
import { samplesOf, type RunData } from "./run-data.ts";

/** What backends take an image for. */
export interface Vote {
  readonly predicted: number;
  readonly backends: readonly string[];
  /** Mean probability that they give it; null of backends that give labels alone. */
  readonly probability: number | null;
}

/** A test image that tells backends apart, or that all of them take for something else. */
export interface TellingImage {
  readonly kind: "disagreement" | "error";
  /** Of the test images, from 0. */
  readonly image: number;
  readonly label: number;
  /** The most backends first. */
  readonly votes: readonly Vote[];
}

const mostOfAKind = 12;

interface Judge {
  readonly backend: string;
  readonly predictions: Predictions;
}

/**
 * The images that whole trainings of a workload are most divided over, then those that all take for another class with
 * the highest probability; of the first seed, and none in cross-validation, where each fold has images of its own.
 */
export function tellingImagesOf(data: RunData, workload: string): TellingImage[] {
  const judges = judgesOf(data, workload);
  const images = Math.min(...judges.map(({ predictions }) => predictions.predicted.length));
  if (judges.length === 0 || !Number.isFinite(images)) return [];
  const labels = judges[0]?.predictions.labels ?? [];
  const divided: { readonly image: number; readonly weight: number }[] = [];
  const wrong: { readonly image: number; readonly weight: number }[] = [];
  for (let image = 0; image < images; image += 1) {
    const classes = judges.map(({ predictions }) => predictions.predicted[image] as number);
    const largest = Math.max(...[...Map.groupBy(classes, (one) => one).values()].map(({ length }) => length));
    if (largest < judges.length) divided.push({ image, weight: judges.length - largest });
    else if (classes[0] !== labels[image]) wrong.push({ image, weight: certainty(judges, image) });
  }
  const chosen = (all: typeof divided) => all.toSorted((a, b) => b.weight - a.weight).slice(0, mostOfAKind);
  const told = (kind: TellingImage["kind"]) => (one: { readonly image: number }) => ({
    kind,
    image: one.image,
    label: labels[one.image] as number,
    votes: votesOn(judges, one.image),
  });
  return [...chosen(divided).map(told("disagreement")), ...chosen(wrong).map(told("error"))];
}

function judgesOf(data: RunData, workload: string): Judge[] {
  return data.run.backends.flatMap(({ id: backend }) => {
    const training = outcomeOf(data.run, { workload, backend, arm: wholeArm(data.run, backend) }, "train");
    const [first] = samplesOf(data, data.samples.predictions, { workload, backend });
    const whole = training.state === "completed" && !isLimited(training);
    if (first === undefined || !isTelling(first.samples.weights, whole)) return [];
    return foldOf(data.run, first.round) === null ? [{ backend, predictions: first.samples }] : [];
  });
}

/** Predictions of a whole training, or of weights that came with the model. */
function isTelling(weights: WeightsOrigin, wholeTraining: boolean): boolean {
  return weights === "given" || (weights === "trained" && wholeTraining);
}

function certainty(judges: readonly Judge[], image: number): number {
  const given = judges.map(({ predictions }) => probabilityOf(predictions, image) ?? 0);
  return given.reduce((sum, one) => sum + one, 0) / judges.length;
}

function votesOn(judges: readonly Judge[], image: number): Vote[] {
  const groups = Map.groupBy(judges, ({ predictions }) => predictions.predicted[image] as number);
  return [...groups]
    .map(([predicted, own]) => {
      const given = own.flatMap(({ predictions }) => probabilityOf(predictions, image) ?? []);
      const probability = given.length === 0 ? null : given.reduce((sum, one) => sum + one, 0) / given.length;
      return { predicted, backends: own.map(({ backend }) => backend), probability };
    })
    .toSorted((a, b) => b.backends.length - a.backends.length);
}

/** Of the predicted class; null of labels. */
function probabilityOf({ outputs, rows, predicted }: Predictions, image: number): number | null {
  const [row, at] = [rows[image] ?? [], predicted[image] as number];
  if (outputs === "labels") return null;
  return outputs === "logits" ? Math.exp(logSoftmax(row)[at] as number) : (row[at] ?? null);
}
