import { cellId, taskNames, UsageError, type Cell } from "@evenkeel/core";
import type { Run } from "@evenkeel/run-folder";
import { fewestDecidingRounds, tasks, type Experiment } from "@evenkeel/tasks";
import type { Decide } from "./decision.ts";
import type { SharedRunOptions } from "./run-options.ts";

/** The experiment with the rounds that are planned before anything is asked. */
export function withFirstRounds(experiment: Experiment): Experiment {
  if (experiment.untilDecided === undefined) return experiment;
  return { ...experiment, rounds: Math.max(experiment.rounds, fewestDecidingRounds) };
}

/** The experiment with the most rounds that it may come to. */
export function withMostRounds(experiment: Experiment): Experiment {
  return { ...experiment, rounds: Math.max(experiment.rounds, experiment.untilDecided?.maxRounds ?? 0) };
}

/** Throws `UsageError` for an experiment whose rounds cannot follow from what is decided. */
export function refuseUndecidable(experiment: Experiment, decide: Decide | undefined): void {
  const { untilDecided, crossValidationFolds: folds, rounds } = experiment;
  if (untilDecided === undefined) return;
  const where = "--until-decided or the experiment's untilDecided";
  if (decide === undefined) throw new UsageError("nothing here decides whether a run goes on", { where });
  if (folds !== undefined) {
    throw new UsageError("the rounds of a cross-validation are its folds: it ends with them", {
      where,
      got: `${folds} folds`,
      remedy: "leave one of the two out",
    });
  }
  if (!taskNames.some((name) => experiment.tasks[name] !== undefined && tasks[name].repeats.rounds)) {
    throw new UsageError("no task is timed in every round, so that another one decides nothing", {
      where,
      remedy: "leave it out, or add a task such as latency",
    });
  }
  const least = withFirstRounds(experiment).rounds;
  if (untilDecided.maxRounds < least) {
    throw new UsageError("fewer rounds at the most than at the least", {
      where: "--max-rounds or the experiment's untilDecided.maxRounds",
      expected: `at least ${least}, ${rounds < least ? "under which nothing can be decided" : "the rounds that are asked for"}`,
      got: String(untilDecided.maxRounds),
      remedy: "raise it",
    });
  }
}

/** The run with its last answer, and with the next round in its plan where it goes on. Rejects as `decide` does. */
export async function goOnOrEnd(
  run: Run,
  folder: string,
  { decide, onProgress }: Pick<SharedRunOptions, "decide" | "onProgress">,
): Promise<{ readonly run: Run; readonly more: boolean }> {
  const { untilDecided } = run.experiment;
  if (untilDecided === undefined || decide === undefined) return { run, more: false };
  const { maxRounds } = untilDecided;
  const rounds = Math.max(...run.plan.map(({ round }) => round));
  const decision = await decide(run, folder);
  onProgress?.({ kind: "asked", rounds, atMost: maxRounds, decision });
  const more = decision.more && rounds < maxRounds;
  const answer = { maxRounds, decidedAfter: decision.more ? null : rounds, why: decision.why };
  const plan = more ? [...run.plan, ...roundAfter(run.plan, rounds)] : run.plan;
  return { run: { ...run, plan, untilDecided: answer }, more };
}

/**
 * The next round: the one before the last again, whose order alternates alike. From the third round on rounds repeat
 * times alone, so that every cell of it is due again.
 */
function roundAfter(plan: readonly Cell[], last: number): Cell[] {
  return plan
    .filter(({ round }) => round === last - 1)
    .map((cell) => {
      const next = { ...cell, round: last + 1 };
      return { ...next, id: cellId(next) };
    });
}
