import type { Claim } from "@evenkeel/run-folder";
import {
  accuracyDifferenceInterval,
  imagesNeeded,
  isEquivalent,
  mcnemarMidP,
  median,
  pairsNeeded,
  sampleDeviation,
  signFlip,
} from "@evenkeel/stats";
import type { Predictions } from "../predictions.ts";
import type { Candidate, Pair } from "./candidates.ts";
import { levelsOfLook } from "./looks.ts";
import { claimRules } from "./rules.ts";

/** By the ids that a candidate's pairs name. */
export type PredictionsByCell = ReadonlyMap<string, Pick<Predictions, "labels" | "predicted">>;

/** What the samples say of two backends in a metric, before all claims of the run are judged together. */
export interface Finding extends Pick<Claim, "procedure" | "over" | "n" | "seed" | "effect" | "p" | "needed"> {
  readonly isEquivalent: boolean;
}

/**
 * By pairs of processes, or of trainings where there are enough of them; else accuracies by the predictions of one
 * training on the same images.
 */
export function findingOf(predictions: PredictionsByCell, candidate: Candidate): Finding {
  const { pairs, ofSeed } = candidate;
  const [first] = pairs;
  const byImages = ofSeed && pairs.length < claimRules.fewestRounds && first !== undefined;
  return (byImages ? findingByImages(predictions, first) : null) ?? findingByPairs(candidate);
}

function findingByPairs({ pairs: all, ofSeed, looks }: Candidate): Finding {
  const pairs = ofSeed ? all : onePerRound(all);
  const kind = ofSeed || pairs.some(({ values }) => values.some((value) => value <= 0)) ? "difference" : "ratio";
  const differences = pairs.map(({ values: [a, b] }) => (kind === "ratio" ? Math.log(a / b) : a - b));
  const back = (value: number) => (kind === "ratio" ? Math.exp(value) : value);
  const { estimate, p, interval } = signFlip(differences);
  const margin = marginOf(ofSeed, kind);
  const tried = pairs.length >= claimRules.fewestRounds;
  const look = levelsOfLook(looks);
  const [low, high] = (tried ? interval(look.confidence) : null) ?? [null, null];
  return {
    procedure: "sign-flip",
    over: ofSeed ? "seeds" : "rounds",
    n: pairs.length,
    effect: {
      kind,
      value: back(estimate),
      low: low === null ? null : back(low),
      high: high === null ? null : back(high),
    },
    p: tried ? look.pOf(p) : null,
    isEquivalent: tried && margin !== null && isEquivalent(interval(look.equivalenceConfidence), margin),
    needed: tried ? neededFor(differences, estimate, ofSeed) : claimRules.fewestRounds,
  };
}

/** Several seeds of a round met the machine in the same minutes: their medians are one replicate. */
function onePerRound(pairs: readonly Pair[]): Pair[] {
  return [...Map.groupBy(pairs, ({ round }) => round).values()].map((own) => ({
    ...(own[0] as Pair),
    values: [median(own.map(({ values }) => values[0])), median(own.map(({ values }) => values[1]))],
  }));
}

/** For an effect as large as was seen, or the least that is claimed. */
function neededFor(differences: readonly number[], estimate: number, ofSeed: boolean): number | null {
  const least = ofSeed ? claimRules.equivalentAccuracy : Math.log(claimRules.leastRatio);
  const needed = pairsNeeded(Math.max(Math.abs(estimate), least), sampleDeviation(differences));
  return Number.isFinite(needed) ? Math.max(needed, differences.length + 1) : null;
}

/** Null of differences whose size nobody has called small. */
function marginOf(ofSeed: boolean, kind: Claim["effect"]["kind"]): number | null {
  if (ofSeed) return claimRules.equivalentAccuracy;
  return kind === "ratio" ? Math.log(claimRules.equivalentRatio) : null;
}

/** Null where the predictions of the two trainings are not kept, or not of the same images. */
function findingByImages(predictions: PredictionsByCell, { cells, seed }: Pair): Finding | null {
  const [a, b] = (cells ?? []).map((id) => predictions.get(id));
  if (a === undefined || b === undefined || !isSameList(a.labels, b.labels)) return null;
  const images = a.labels.length;
  const onlyFirst = count(a.labels, (label, at) => a.predicted[at] === label && b.predicted[at] !== label);
  const onlySecond = count(a.labels, (label, at) => a.predicted[at] !== label && b.predicted[at] === label);
  const counts = { onlyFirst, onlySecond, images };
  const [low, high] = accuracyDifferenceInterval(counts, claimRules.confidence);
  return {
    procedure: "mcnemar",
    over: "images",
    n: images,
    seed,
    effect: { kind: "difference", value: (onlyFirst - onlySecond) / images, low, high },
    p: mcnemarMidP(counts),
    isEquivalent: isEquivalent(
      accuracyDifferenceInterval(counts, claimRules.equivalenceConfidence),
      claimRules.equivalentAccuracy,
    ),
    needed: imagesFor((onlyFirst - onlySecond) / images, (onlyFirst + onlySecond) / images, images),
  };
}

/** For a difference as large as was seen, or the least that is not called equivalent. */
function imagesFor(seen: number, discordant: number, images: number): number {
  const difference = Math.max(Math.abs(seen), claimRules.equivalentAccuracy);
  return Math.max(images + 1, imagesNeeded(difference, Math.max(discordant, difference)));
}

function isSameList(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((value, index) => value === b[index]);
}

function count(labels: readonly number[], holds: (label: number, index: number) => boolean): number {
  return labels.reduce((sum, label, index) => sum + (holds(label, index) ? 1 : 0), 0);
}
