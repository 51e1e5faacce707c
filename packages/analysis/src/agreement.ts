import type { WeightsOrigin } from "@evenkeel/core";
import {
  judgeLosses,
  lossEnvelopes,
  lossVerdict,
  pairedAgreement,
  predictionEnvelope,
  predictionVerdict,
  relativeDifference,
  weakest,
  type LossEnvelope,
  type ParityVerdict,
} from "@evenkeel/stats";
import { isLimited } from "./limits.ts";
import { wholeArm } from "./arms.ts";
import { outcomeOf, type Place } from "./outcome.ts";
import { epochsOf, samplesOf, trainingsOf, type Replicate, type RunData } from "./run-data.ts";

/** How far the losses of two trainings lie apart over the first steps that both did. */
export interface LossDistance {
  /** Steps compared: the first ones, at most 50. */
  readonly steps: number;
  /** max |a−b| / max(|a|,|b|) over those steps, and the step (from 1) where it occurs. */
  readonly largestRelative: number;
  readonly atStep: number;
  /** |a−b| at the last compared step, in nats. */
  readonly lastAbsolute: number;
  /** The envelope that decides the verdict and the relative difference at its step; null with too few steps. */
  readonly judged: { readonly envelope: LossEnvelope; readonly relative: number } | null;
  /** How many times that envelope they lie apart; 0 of losses that nothing judges. */
  readonly excess: number;
  /** The first step whose losses lie further apart than its envelope; null where none does. */
  readonly partsAt: number | null;
  readonly verdict: ParityVerdict;
}

/** On how many images two backends predict the same class. */
export interface PredictionAgreement {
  readonly share: number;
  readonly images: number;
  readonly weights: WeightsOrigin;
  readonly judged: boolean;
  /** Judged, and fewer than the envelope asks for. */
  readonly outside: boolean;
}

/** What two backends computed of one workload, held against each other. */
export interface PairAgreement {
  readonly workload: string;
  readonly backends: readonly [string, string];
  /** The worst of all seeds and rounds. */
  readonly loss: LossDistance | null;
  /** The worst of all seeds and rounds. */
  readonly predictions: PredictionAgreement | null;
  readonly verdict: ParityVerdict;
}

const comparedSteps = Math.max(...lossEnvelopes.map(({ steps }) => steps));

const known = new WeakMap<RunData, Map<string, readonly PairAgreement[]>>();

/** Every pair of backends that left samples of the workload, in the run's order; computed once for what was read. */
export function agreementOf(data: RunData, workload: string): readonly PairAgreement[] {
  const ofData = known.get(data) ?? new Map<string, readonly PairAgreement[]>();
  known.set(data, ofData);
  const found = ofData.get(workload) ?? computed(data, workload);
  ofData.set(workload, found);
  return found;
}

function computed(data: RunData, workload: string): PairAgreement[] {
  const backends = data.run.backends.map(({ id }) => id).filter((backend) => hasSamples(data, { workload, backend }));
  return backends.flatMap((first, index) =>
    backends.slice(index + 1).map((second) => pairAgreement(data, workload, [first, second])),
  );
}

function hasSamples(data: RunData, place: Place): boolean {
  return trainingsOf(data, place).length + samplesOf(data, data.samples.predictions, place).length > 0;
}

function pairAgreement(data: RunData, workload: string, backends: readonly [string, string]): PairAgreement {
  const loss = worst(lossDistances(data, workload, backends), ({ excess }) => excess);
  const predictions = worst(predictionAgreements(data, workload, backends), ({ share }) => 1 - share);
  const verdict = weakest([
    ...(loss === null ? [] : [loss.verdict]),
    ...(predictions?.judged ? [predictionVerdict(predictions.share)] : []),
  ]);
  return { workload, backends, loss, predictions, verdict };
}

function lossDistances(data: RunData, workload: string, [first, second]: readonly [string, string]): LossDistance[] {
  const deviceOf = (backend: string) => data.run.backends.find(({ id }) => id === backend)?.device ?? "";
  const devices = [deviceOf(first), deviceOf(second)] as const;
  return sameWork(
    trainingsOf(data, { workload, backend: first }),
    trainingsOf(data, { workload, backend: second }),
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
  const judgement = judgeLosses(a.slice(0, steps), b.slice(0, steps), devices);
  const { largestRelative, atStep, verdict } = judgement;
  const judged = judgement.judged.find(({ envelope, relative }) => lossVerdict(envelope, relative) === verdict) ?? null;
  return {
    steps,
    largestRelative,
    atStep,
    lastAbsolute: Math.abs((a[steps - 1] as number) - (b[steps - 1] as number)),
    judged,
    excess: judged === null ? 0 : judged.relative / judged.envelope.relative,
    partsAt: partingStep(a.slice(0, steps), b),
    verdict,
  };
}

/** A step is held against the shortest envelope that reaches to it. */
function partingStep(a: readonly number[], b: readonly number[]): number | null {
  const rising = lossEnvelopes.toSorted((one, other) => one.steps - other.steps);
  const found = a.findIndex((loss, index) => {
    const envelope = rising.find(({ steps }) => index < steps);
    return envelope !== undefined && relativeDifference(loss, b[index] as number) > envelope.relative;
  });
  return found === -1 ? null : found + 1;
}

/** Over the images that both predicted. Differently trained weights must not be held against a backend. */
function predictionAgreements(
  data: RunData,
  workload: string,
  backends: readonly [string, string],
): PredictionAgreement[] {
  const wholeTraining = backends.every((backend) => {
    const training = outcomeOf(data.run, { workload, backend, arm: wholeArm(data.run, backend) }, "train");
    return training.state === "completed" && !isLimited(training);
  });
  const fewEpochs = (epochsOf(data.run, workload) ?? Number.POSITIVE_INFINITY) <= predictionEnvelope.epochs;
  const [first, second] = backends.map((backend) => samplesOf(data, data.samples.predictions, { workload, backend }));
  return sameWork(first ?? [], second ?? []).flatMap(([a, b]) => {
    const { weights } = a;
    if (weights !== b.weights || (weights === "trained" && !wholeTraining)) return [];
    const images = Math.min(a.predicted.length, b.predicted.length);
    const share = pairedAgreement(a.predicted.slice(0, images), b.predicted.slice(0, images));
    const judged = fewEpochs || weights !== "trained";
    return [{ share, images, weights, judged, outside: judged && share < predictionEnvelope.share }];
  });
}

/** Who computes something else, of the pairs that did enough work to be judged. */
export interface Disagreement {
  /** All pairs that left losses or predictions. */
  readonly pairs: number;
  readonly judged: number;
  /** Of them, those whose losses were compared over all of the longest envelope's steps. */
  readonly overAllSteps: number;
  /** Outside their envelopes, no further than rounding alone was seen to carry. */
  readonly inconclusive: number;
  readonly differing: readonly PairAgreement[];
  /** The differing pair whose losses lie furthest apart; null where none differs. */
  readonly worst: PairAgreement | null;
}

/** Over all pairs of backends of the workload. */
export function disagreementOf(data: RunData, workload: string): Disagreement {
  const pairs = agreementOf(data, workload);
  const judged = pairs.filter(({ verdict }) => verdict !== "too-little-work");
  const differing = judged.filter(({ verdict }) => verdict === "differs");
  return {
    pairs: pairs.length,
    judged: judged.length,
    overAllSteps: judged.filter(({ loss }) => loss?.steps === comparedSteps).length,
    inconclusive: judged.filter(({ verdict }) => verdict === "inconclusive").length,
    differing,
    worst: worst(differing, ({ loss }) => loss?.excess ?? 0),
  };
}

/** The same seed in the same round: what started from the same weights and saw the same batches. */
function sameWork<T>(first: readonly Replicate<T>[], second: readonly Replicate<T>[]): [T, T][] {
  return first.flatMap(({ round, seed, samples }) => {
    const other = second.find((candidate) => candidate.round === round && candidate.seed === seed);
    return other === undefined ? [] : [[samples, other.samples] as [T, T]];
  });
}

function worst<T>(items: readonly T[], badness: (item: T) => number): T | null {
  return items.toSorted((a, b) => badness(b) - badness(a))[0] ?? null;
}

/** What pairs are held against; see `lossEnvelopes` and `predictionEnvelope`. */
export const agreementEnvelopes = {
  losses: lossEnvelopes,
  steps: comparedSteps,
  predictions: predictionEnvelope,
  /** How far rounding alone was seen to carry: losses, relative; predictions, the share that differs. */
  lossReach: Math.max(...lossEnvelopes.map(({ reach }) => reach)),
  predictionReach: 1 - predictionEnvelope.reach,
} as const;
