import type { Disturbance, Run } from "@evenkeel/run-folder";

/** Which rounds of a run count as replicates. */
export interface RoundsForClaims {
  readonly kept: readonly number[];
  /** Disturbed by the rule that is stated in `disturbedFrom` of the run folder: they stand in tables alone. */
  readonly excluded: readonly { readonly round: number; readonly reason: Disturbance }[];
}

/** All planned rounds, each once and in order; one of which nothing is recorded is kept. */
export function roundsForClaims({ plan, rounds = [] }: Pick<Run, "plan" | "rounds">): RoundsForClaims {
  const excluded = rounds.flatMap(({ round, disturbed }) => (disturbed === null ? [] : [{ round, reason: disturbed }]));
  const left = new Set(excluded.map(({ round }) => round));
  const planned = [...new Set(plan.map(({ round }) => round))].toSorted((one, other) => one - other);
  return { kept: planned.filter((round) => !left.has(round)), excluded };
}
