import { lossEnvelopes, relativeDifference, type LossEnvelope } from "@evenkeel/stats";
import type { TrainingSamples } from "@evenkeel/tasks";
import { trainingsOf, type RunData } from "./run-data.ts";

/** The losses of one training, thinned for drawing. */
export interface LossCurve {
  readonly backend: string;
  readonly round: number;
  /** Steps done, before thinning. */
  readonly steps: number;
  readonly points: readonly { readonly step: number; readonly loss: number }[];
  /** From the smallest to the largest over all seeds, where all of them reached; empty of one seed. */
  readonly band: readonly Band[];
}

/** At a step or epoch. */
export interface Band {
  readonly at: number;
  readonly low: number;
  readonly high: number;
}

/** One curve a backend, all thinned alike. */
export interface LossCurves {
  readonly curves: readonly LossCurve[];
  /** How many steps each point is the mean of; the last may hold fewer. */
  readonly stepsPerPoint: number;
}

const mostPoints = 100;

/** One curve a backend, of its first round with samples. */
export function lossCurvesOf(data: RunData, workload: string): LossCurves {
  const trainings = firstTrainings(data, workload);
  const longest = Math.max(0, ...trainings.map(({ losses }) => losses.length));
  const stepsPerPoint = Math.max(1, Math.ceil(longest / mostPoints));
  const curves = trainings.map(({ backend, round, losses }) => ({
    backend,
    round,
    steps: losses.length,
    points: means(losses, stepsPerPoint),
    band: bandOf(seedsOf(data, workload, backend).map((one) => means(one.losses, stepsPerPoint).map(atStep))),
  }));
  return { curves, stepsPerPoint };
}

function atStep({ step, loss }: LossCurve["points"][number]): readonly [number, number] {
  return [step, loss];
}

/** What lies between the curves at the places that all of them have; nothing of fewer than two. */
function bandOf(curves: readonly (readonly (readonly [at: number, value: number])[])[]): Band[] {
  const [first, ...others] = curves;
  if (first === undefined || others.length === 0) return [];
  return first.flatMap(([at, value], index) => {
    const rest = others.flatMap((curve) => (curve[index]?.[0] === at ? [curve[index][1]] : []));
    if (rest.length < others.length) return [];
    return [{ at, low: Math.min(value, ...rest), high: Math.max(value, ...rest) }];
  });
}

/** The trainings of a backend, one a seed. */
function seedsOf(data: RunData, workload: string, backend: string): TrainingSamples[] {
  const bySeed = Map.groupBy(trainingsOf(data, { workload, backend }), ({ seed }) => seed);
  return [...bySeed.values()].flatMap(([first]) => (first === undefined ? [] : [first.samples]));
}

/** Each point stands at the last of its steps (from 1) with the mean of their losses. */
function means(losses: readonly number[], stepsPerPoint: number): LossCurve["points"] {
  return Array.from({ length: Math.ceil(losses.length / stepsPerPoint) }, (_, index) => {
    const chunk = losses.slice(index * stepsPerPoint, (index + 1) * stepsPerPoint);
    const loss = chunk.reduce((sum, value) => sum + value, 0) / chunk.length;
    return { step: index * stepsPerPoint + chunk.length, loss };
  });
}

/** Relative loss differences of the others from one backend, over the first steps. */
export interface LossDifferences {
  /** The backend that the others are compared with. */
  readonly reference: string;
  readonly others: readonly { readonly backend: string; readonly relative: readonly number[] }[];
  /** What they are held against. */
  readonly envelopes: readonly LossEnvelope[];
}

/** Relative loss differences over the first steps, from the backend that did most of them; null with fewer than two. */
export function lossDifferencesOf(data: RunData, workload: string): LossDifferences | null {
  const steps = Math.max(...lossEnvelopes.map((envelope) => envelope.steps));
  const trainings = firstTrainings(data, workload).map(({ backend, losses }) => ({
    backend,
    losses: losses.slice(0, steps),
  }));
  const [reference] = trainings.toSorted((a, b) => b.losses.length - a.losses.length);
  if (reference === undefined || trainings.length < 2) return null;
  const others = trainings
    .filter(({ backend }) => backend !== reference.backend)
    .map(({ backend, losses }) => ({ backend, relative: differences(reference.losses, losses) }));
  return { reference: reference.backend, others, envelopes: lossEnvelopes };
}

function differences(a: readonly number[], b: readonly number[]): number[] {
  return a.slice(0, b.length).map((left, index) => relativeDifference(left, b[index] as number));
}

/** Accuracies of one training, epoch by epoch. */
export interface EpochAccuracies {
  readonly backend: string;
  readonly accuracies: readonly { readonly epoch: number; readonly accuracy: number }[];
  /** From the smallest to the largest over all seeds; empty of one seed. */
  readonly band: readonly Band[];
}

/** Accuracy after each epoch, of each backend's first round; backends that never measured it are left out. */
export function epochAccuraciesOf(data: RunData, workload: string): EpochAccuracies[] {
  return firstTrainings(data, workload).flatMap(({ backend, epochs }) => {
    const accuracies = accuraciesOf(epochs);
    const seeds = seedsOf(data, workload, backend).map((one) =>
      accuraciesOf(one.epochs).map(({ epoch, accuracy }) => [epoch, accuracy] as const),
    );
    return accuracies.length === 0 ? [] : [{ backend, accuracies, band: bandOf(seeds) }];
  });
}

function accuraciesOf(epochs: TrainingSamples["epochs"]): EpochAccuracies["accuracies"] {
  return epochs.flatMap(({ testAccuracy }, index) =>
    testAccuracy === null ? [] : [{ epoch: index + 1, accuracy: testAccuracy }],
  );
}

function firstTrainings(data: RunData, workload: string) {
  return data.run.backends.flatMap(({ id: backend }) => {
    const [first] = trainingsOf(data, { workload, backend });
    return first === undefined || first.samples.losses.length === 0
      ? []
      : [{ backend, round: first.round, losses: first.samples.losses, epochs: first.samples.epochs }];
  });
}
