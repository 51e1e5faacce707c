import type { Claim, Verdict } from "@evenkeel/run-folder";
import { benjaminiHochberg } from "@evenkeel/stats";
import { roundsForClaims } from "../rounds-for-claims.ts";
import type { RunData } from "../run-data.ts";
import { candidatesOf, controlsOf, type Candidate } from "./candidates.ts";
import { findingOf, type Finding } from "./finding.ts";
import { claimRules } from "./rules.ts";

/**
 * What the run's samples let claim of every two backends that the page ranks, in the page's order; behind them what the
 * same procedure makes of each backend and its control, judged apart. Times of disturbed rounds are left out.
 */
export function claimsOf(data: RunData): Claim[] {
  const kept = new Set(roundsForClaims(data.run).kept);
  const undisturbed = (candidate: Candidate) =>
    candidate.ofSeed ? candidate : { ...candidate, pairs: candidate.pairs.filter(({ round }) => kept.has(round)) };
  return [candidatesOf(data), controlsOf(data)].flatMap((all) => judged(data, all.map(undisturbed)));
}

function judged(data: RunData, candidates: readonly Candidate[]): Claim[] {
  const found = candidates.map((candidate) => ({ candidate, finding: findingOf(data, candidate) }));
  const tested = found.flatMap(({ finding }) => finding.p ?? []);
  const qs = benjaminiHochberg(tested);
  let index = 0;
  return found.map(({ candidate, finding }) =>
    claimOf(candidate, finding, finding.p === null ? null : (qs[index++] as number)),
  );
}

function claimOf(candidate: Candidate, finding: Finding, q: number | null): Claim {
  const { metric, workload, threads, batchSize, backends, control } = candidate;
  const { procedure, over, n, seed, effect, p, needed } = finding;
  const verdict = verdictOf(candidate, finding, q);
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
    q,
    verdict,
    needed: verdict === "not-distinguishable" ? needed : null,
  };
}

function verdictOf({ metric, better }: Candidate, { effect, isEquivalent }: Finding, q: number | null): Verdict {
  if (isEquivalent) return "equivalent";
  if (q === null || q > claimRules.falseDiscoveryRate || !isWorthClaiming(effect)) return "not-distinguishable";
  const isHigher = effect.kind === "ratio" ? effect.value > 1 : effect.value > 0;
  const [ahead, behind] = wordsOf(metric);
  return isHigher === (better === "higher") ? ahead : behind;
}

function isWorthClaiming({ kind, value }: Claim["effect"]): boolean {
  return kind === "difference" || Math.abs(Math.log(value)) >= Math.log(claimRules.leastRatio);
}

function wordsOf(metric: Claim["metric"]): readonly [Verdict, Verdict] {
  if (metric === "accuracy") return ["more-accurate", "less-accurate"];
  if (metric === "train-memory" || metric === "predict-memory") return ["less-memory", "more-memory"];
  return ["faster", "slower"];
}
