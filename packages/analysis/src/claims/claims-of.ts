import type { Claim } from "@evenkeel/run-folder";
import { roundsForClaims } from "../rounds-for-claims.ts";
import type { RunData } from "../run-data.ts";
import { candidatesOf, controlsOf, type Candidate } from "./candidates.ts";
import { judged } from "./judged.ts";

/**
 * What the run's samples let claim of every two backends that the page ranks, in the page's order; behind them what the
 * same procedure makes of each backend and its control, judged apart. Times of disturbed rounds are left out.
 */
export function claimsOf(data: RunData): Claim[] {
  const kept = new Set(roundsForClaims(data.run).kept);
  const undisturbed = (candidate: Candidate) =>
    candidate.ofSeed ? candidate : { ...candidate, pairs: candidate.pairs.filter(({ round }) => kept.has(round)) };
  return [candidatesOf(data), controlsOf(data)].flatMap((all) =>
    judged(data.samples.predictions, all.map(undisturbed)),
  );
}
