import type { Run } from "@evenkeel/run-folder";

/** How many rounds a run has: as many as were asked for, or of one until it is decided, as it came to. */
export function roundCountOf({ experiment, plan }: Pick<Run, "experiment" | "plan">): number {
  if (experiment.untilDecided === undefined) return experiment.rounds;
  return Math.max(experiment.rounds, ...plan.map(({ round }) => round));
}
