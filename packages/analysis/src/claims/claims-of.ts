import type { Claim } from "@evenkeel/run-folder";
import { roundsForClaims } from "../rounds-for-claims.ts";
import type { RunData } from "../run-data.ts";
import { candidatesOf, controlsOf, type Candidate } from "./candidates.ts";
import { judged } from "./judged.ts";
import { looksOf } from "./looks.ts";

/**
 * What the run's samples let claim of every two backends that the page ranks, in the page's order; behind them what the
 * same procedure makes of each backend and its control, judged apart. Times of disturbed rounds are left out.
 */
export function claimsOf(data: RunData): Claim[] {
  const kept = new Set(roundsForClaims(data.run).kept);
  const looks = looksOf(data.run);
  const undisturbed = (candidate: Candidate): Candidate => {
    if (candidate.ofSeed) return candidate;
    const pairs = candidate.pairs.filter(({ round }) => kept.has(round));
    return { ...candidate, pairs, ...(looks !== null && { looks }) };
  };
  return [candidatesOf(data), controlsOf(data)].flatMap((all) =>
    judged(data.samples.predictions, all.map(undisturbed)),
  );
}
