import type { Claim, Verdict } from "@evenkeel/run-folder";
import { benjaminiHochberg } from "@evenkeel/stats";
import type { Candidate } from "./candidates.ts";
import { findingOf, type Finding, type PredictionsByCell } from "./finding.ts";
import { claimRules } from "./rules.ts";

/**
 * Claims of candidates that are judged together, metric by metric: of those that claim a difference in one, at most the
 * stated share is expected to be false. Speeds that are far apart would otherwise lend their certainty to accuracies
 * that are not. A ratio nearer to 1 than `leastRatio` is never claimed.
 */
export function judged(
  predictions: PredictionsByCell,
  candidates: readonly Candidate[],
  leastRatio: number = claimRules.leastRatio,
): Claim[] {
  const found = candidates.map((candidate) => ({ candidate, finding: findingOf(predictions, candidate) }));
  const families = Map.groupBy(found, ({ candidate }) => candidate.metric);
  const qs = new Map([...families.values()].flatMap((family) => qsOf(family.map(({ finding }) => finding))));
  return found.map(({ candidate, finding }) => claimOf(candidate, finding, { q: qs.get(finding) ?? null, leastRatio }));
}

/** Of those that were tested. */
function qsOf(family: readonly Finding[]): [Finding, number][] {
  const tested = family.flatMap((finding) => (finding.p === null ? [] : [{ finding, p: finding.p }]));
  const qs = benjaminiHochberg(tested.map(({ p }) => p));
  return tested.map(({ finding }, index) => [finding, qs[index] as number]);
}

interface Judgement {
  readonly q: number | null;
  readonly leastRatio: number;
}

function claimOf(candidate: Candidate, finding: Finding, judgement: Judgement): Claim {
  const { metric, workload, threads, batchSize, backends, control } = candidate;
  const { procedure, over, n, seed, effect, p, needed } = finding;
  const verdict = verdictOf(candidate, finding, judgement);
  return {
    metric,
    workload,
    threads,
    ...(batchSize !== undefined && { batchSize }),
    backends,
    ...(control && { control }),
    procedure,
    over,
    n,
    ...(seed !== undefined && { seed }),
    effect,
    p,
    q: judgement.q,
    verdict,
    needed: verdict === "not-distinguishable" ? needed : null,
  };
}

function verdictOf(
  { metric, better }: Candidate,
  { effect, isEquivalent, p }: Finding,
  { q, leastRatio }: Judgement,
): Verdict {
  if (isEquivalent) return "equivalent";
  const isShown = p !== null && p <= claimRules.level && q !== null && q <= claimRules.falseDiscoveryRate;
  if (!isShown || !isWorthClaiming(effect, leastRatio)) return "not-distinguishable";
  const isHigher = effect.kind === "ratio" ? effect.value > 1 : effect.value > 0;
  const [ahead, behind] = wordsOf(metric);
  return isHigher === (better === "higher") ? ahead : behind;
}

function isWorthClaiming({ kind, value }: Claim["effect"], leastRatio: number): boolean {
  return kind === "difference" || Math.abs(Math.log(value)) >= Math.log(leastRatio);
}

function wordsOf(metric: Claim["metric"]): readonly [Verdict, Verdict] {
  if (metric === "accuracy") return ["more-accurate", "less-accurate"];
  if (metric === "train-memory" || metric === "predict-memory") return ["less-memory", "more-memory"];
  return ["faster", "slower"];
}
