import type { Run } from "@evenkeel/run-folder";
import { levelOfLook, plannedLooks, sequentialP, type Looks } from "@evenkeel/stats";
import { fewestDecidingRounds } from "@evenkeel/tasks";
import { roundCountOf } from "../round-count.ts";
import { roundsForClaims } from "../rounds-for-claims.ts";
import { claimRules } from "./rules.ts";

/**
 * When the claims of a run until it is decided were looked at, in rounds that count for them: at the planned counts
 * from the first question on, and now. Null of a run that is looked at once, after the rounds that it was asked for.
 */
export function looksOf(run: Run): Looks | null {
  const { untilDecided, rounds: asked } = run.experiment;
  if (untilDecided === undefined) return null;
  const { kept } = roundsForClaims(run);
  const now = roundCountOf(run);
  const first = Math.max(asked, fewestDecidingRounds);
  const earlier = plannedLooks(untilDecided.maxRounds).filter((look) => look >= first && look < now);
  const counts = [...earlier, now].map((look) => kept.filter((round) => round <= look).length);
  const rounds = [...new Set(counts)].filter((count) => count > 0);
  return rounds.length === 0 ? null : { rounds, maxRounds: untilDecided.maxRounds };
}

/** What a look is held to, so that all of them together keep the error rates of the rules. */
export interface LevelsOfLook {
  /** Of the interval that is told, and of the one that equivalence asks for. */
  readonly confidence: number;
  readonly equivalenceConfidence: number;
  /** From the ordinary p of this look. */
  pOf(p: number): number;
}

/** Of the last of several looks; those of the rules where there is one alone. */
export function levelsOfLook(looks: Looks | undefined): LevelsOfLook {
  const { confidence, equivalenceConfidence } = claimRules;
  if (looks === undefined) return { confidence, equivalenceConfidence, pOf: (p) => p };
  return {
    confidence: 1 - levelOfLook(looks, 1 - confidence),
    equivalenceConfidence: 1 - levelOfLook(looks, 1 - equivalenceConfidence),
    pOf: (p) => sequentialP(p, looks),
  };
}
