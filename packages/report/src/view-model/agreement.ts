import {
  lossEnvelopes,
  lossEnvelopesOf,
  lossVerdict,
  pairedAgreement,
  predictionEnvelope,
  predictionVerdict,
  relativeDifference,
  weakest,
  type LossEnvelope,
  type ParityVerdict,
} from "@evenkeel/stats";
import { epochsOf, samplesOf, type RunData } from "./run-data.ts";
import { outcomeOf } from "./outcome.ts";

/** How far the losses of two trainings lie apart over the first steps that both did. */
export interface LossDistance {
  /** Steps compared: the first ones, at most 50. */
  readonly steps: number;
  /** max |a−b| / max(|a|,|b|) over those steps, and the step (from 1) where it occurs. */
  readonly largestRelative: number;
  readonly atStep: number;
  /** |a−b| at the last compared step, in nats. */
  readonly lastAbsolute: number;
  /** The envelope it is judged by and the relative difference at its step; null with too few steps. */
  readonly judged: { readonly envelope: LossEnvelope; readonly relative: number } | null;
}

/** On how many images two backends give the same answer. */
export interface PredictionAgreement {
  readonly share: number;
  readonly images: number;
  readonly weights: "trained" | "initial";
  readonly judged: boolean;
}

export interface PairAgreement {
  readonly model: string;
  readonly backends: readonly [string, string];
  /** The worst round. */
  readonly loss: LossDistance | null;
  /** The worst round. */
  readonly predictions: PredictionAgreement | null;
  readonly verdict: ParityVerdict;
}

const comparedSteps = Math.max(...lossEnvelopes.map(({ steps }) => steps));

/** Every pair of backends that left samples of the model, in the run's order. */
export function agreementOf(data: RunData, model: string): PairAgreement[] {
  const backends = data.run.backends.map(({ id }) => id).filter((backend) => hasSamples(data, { model, backend }));
  return backends.flatMap((first, index) =>
    backends.slice(index + 1).map((second) => pairAgreement(data, model, [first, second])),
  );
}

function hasSamples(data: RunData, place: { model: string; backend: string }): boolean {
  const { training, predictions } = data.samples;
  return samplesOf(data, training, place).length + samplesOf(data, predictions, place).length > 0;
}

function pairAgreement(data: RunData, model: string, backends: readonly [string, string]): PairAgreement {
  const loss = worst(
    lossDistances(data, model, backends),
    (distance) => distance.judged?.relative ?? distance.largestRelative,
  );
  const predictions = worst(predictionAgreements(data, model, backends), ({ share }) => 1 - share);
  const verdict = weakest([
    ...(loss?.judged ? [lossVerdict(loss.judged.envelope, loss.judged.relative)] : []),
    ...(predictions?.judged ? [predictionVerdict(predictions.share)] : []),
  ]);
  return { model, backends, loss, predictions, verdict };
}

function lossDistances(data: RunData, model: string, [first, second]: readonly [string, string]): LossDistance[] {
  const { training } = data.samples;
  const deviceOf = (backend: string) => data.run.backends.find(({ id }) => id === backend)?.device ?? "";
  const devices = [deviceOf(first), deviceOf(second)] as const;
  return sameRounds(
    samplesOf(data, training, { model, backend: first }),
    samplesOf(data, training, { model, backend: second }),
  ).flatMap(([a, b]) => lossDistance(a.losses, b.losses, devices) ?? []);
}

/** Null when the two share no step. */
export function lossDistance(
  a: readonly number[],
  b: readonly number[],
  devices: readonly [string, string],
): LossDistance | null {
  const steps = Math.min(a.length, b.length, comparedSteps);
  if (steps === 0) return null;
  const relative = relativeDifferences(a, b).slice(0, steps);
  const largestRelative = Math.max(...relative);
  return {
    steps,
    largestRelative,
    atStep: relative.indexOf(largestRelative) + 1,
    lastAbsolute: Math.abs((a[steps - 1] as number) - (b[steps - 1] as number)),
    judged: judge(relative, devices),
  };
}

function judge(relative: readonly number[], devices: readonly [string, string]): LossDistance["judged"] {
  const envelope = lossEnvelopesOf(devices).find(({ steps }) => steps <= relative.length);
  return envelope === undefined ? null : { envelope, relative: relative[envelope.steps - 1] as number };
}

/** |a−b| / max(|a|,|b|) of each step that both have. */
export function relativeDifferences(a: readonly number[], b: readonly number[]): number[] {
  return a.slice(0, b.length).map((left, index) => relativeDifference(left, b[index] as number));
}

/** Over the images that both answered. Differently trained weights must not be held against a backend. */
function predictionAgreements(
  data: RunData,
  model: string,
  backends: readonly [string, string],
): PredictionAgreement[] {
  const wholeTraining = backends.every((backend) => {
    const { state, limits } = outcomeOf(data.run, { model, backend }, "train");
    return state === "completed" && limits.length === 0;
  });
  const fewEpochs = (epochsOf(data.run, model) ?? Number.POSITIVE_INFINITY) <= predictionEnvelope.epochs;
  const [first, second] = backends.map((backend) => samplesOf(data, data.samples.predictions, { model, backend }));
  return sameRounds(first ?? [], second ?? []).flatMap(([a, b]) => {
    const { weights } = a;
    if (weights !== b.weights || (weights === "trained" && !wholeTraining)) return [];
    const images = Math.min(a.predicted.length, b.predicted.length);
    const share = pairedAgreement(a.predicted.slice(0, images), b.predicted.slice(0, images));
    return [{ share, images, weights, judged: fewEpochs || weights === "initial" }];
  });
}

type InRound<T> = { readonly round: number; readonly samples: T };

function sameRounds<T>(first: readonly InRound<T>[], second: readonly InRound<T>[]): [T, T][] {
  return first.flatMap(({ round, samples }) => {
    const other = second.find((candidate) => candidate.round === round);
    return other === undefined ? [] : [[samples, other.samples] as [T, T]];
  });
}

function worst<T>(items: readonly T[], badness: (item: T) => number): T | null {
  return items.toSorted((a, b) => badness(b) - badness(a))[0] ?? null;
}
