import { cellId, UsageError, type Cell } from "@evenkeel/core";
import { roundRecordsOf, type Run } from "@evenkeel/run-folder";
import { noSamples, type RunData, type Samples } from "./run-data.ts";

/**
 * Runs of one experiment on one machine as one run: the rounds of each follow those of the one before it. So runs that
 * took turns with those of another commit are compared round by round. What a round of the whole is disturbed by is
 * judged anew among all. Throws `UsageError` naming `where` for runs that are no parts of one.
 */
export function joinRuns(runs: readonly RunData[], where: string): RunData {
  const [first] = runs;
  if (first === undefined) throw new UsageError("no runs to join", { where, expected: "at least one", got: "none" });
  if (runs.length === 1) return first;
  refuseUnlike(runs, where);
  let before = 0;
  const parts = runs.map((data) => {
    const part = later(data, before);
    before += roundsIn(data.run);
    return part;
  });
  const plan = parts.flatMap(({ run }) => run.plan);
  const cells = parts.flatMap(({ run }) => run.cells);
  const { pictures: _, ...rest } = first;
  // What one part said of its own beginning, end or claims is not true of the whole.
  const { referenceKernel: _kernel, untilDecided: _decided, ...of } = first.run;
  return {
    ...rest,
    run: {
      ...of,
      ...spanOf(runs.map(({ run }) => run)),
      ...kernelOver(runs.map(({ run }) => run)),
      experiment: { ...of.experiment, rounds: before },
      plan,
      cells,
      rounds: roundRecordsOf({ plan, cells }),
      claims: [],
    },
    samples: merged(parts.map(({ samples }) => samples)),
    problems: parts.flatMap(({ problems }) => problems),
  };
}

function roundsIn({ plan }: Run): number {
  return Math.max(1, ...plan.map(({ round }) => round));
}

/** A run's data with its rounds after so many others. */
function later({ run, samples, problems }: RunData, rounds: number): Pick<RunData, "run" | "samples" | "problems"> {
  const moved = <C extends Cell>(cell: C): C => {
    const round = cell.round + rounds;
    return { ...cell, round, id: cellId({ ...cell, round }) };
  };
  const ids = new Map(run.plan.map((cell) => [cell.id, moved(cell).id]));
  const renamed = <T>(found: ReadonlyMap<string, T>) =>
    new Map([...found].map(([id, one]) => [ids.get(id) ?? id, one]));
  return {
    run: { ...run, plan: run.plan.map(moved), cells: run.cells.map(moved) },
    samples: mapped(samples, renamed),
    problems: problems.map((problem) => ({ ...problem, cellId: ids.get(problem.cellId) ?? problem.cellId })),
  };
}

type AnySamples = Record<keyof Samples, Map<string, unknown>>;

function mapped(samples: Samples, change: (found: Map<string, unknown>) => Map<string, unknown>): Samples {
  const entries = Object.entries(samples as AnySamples).map(([name, found]) => [name, change(found)] as const);
  return Object.fromEntries(entries) as unknown as Samples;
}

function merged(all: readonly Samples[]): Samples {
  return all.reduce<Samples>((into, samples) => {
    for (const [name, found] of Object.entries(samples as AnySamples))
      for (const [id, one] of found) (into as AnySamples)[name as keyof Samples].set(id, one);
    return into;
  }, noSamples());
}

/** From the first beginning to the last end; null where one has not ended. */
function spanOf(runs: readonly Run[]): Pick<Run, "startedAt" | "finishedAt" | "state"> {
  const starts = runs.map(({ startedAt }) => startedAt).toSorted();
  const ends = runs.flatMap(({ finishedAt }) => finishedAt ?? []).toSorted();
  const isFinished = runs.every(({ state }) => state === "finished");
  return {
    startedAt: starts[0] as string,
    finishedAt: ends.length === runs.length ? (ends.at(-1) as string) : null,
    state: isFinished ? "finished" : "interrupted",
  };
}

/** Before the first cell of all and after the last; nothing where a part did not take it, or took another version. */
function kernelOver(runs: readonly Run[]): Pick<Run, "referenceKernel"> {
  const inTime = runs.toSorted((one, other) => Date.parse(one.startedAt) - Date.parse(other.startedAt));
  const kernels = inTime.flatMap(({ referenceKernel }) => referenceKernel ?? []);
  const [first, last] = [kernels[0], kernels.at(-1)];
  if (first === undefined || last === undefined || kernels.length < runs.length) return {};
  if (kernels.some(({ version }) => version !== first.version)) return {};
  return { referenceKernel: { ...first, afterMs: last.afterMs } };
}

function refuseUnlike(runs: readonly RunData[], where: string): void {
  const parts: readonly [string, (run: Run) => string][] = [
    ["machine", ({ fingerprint }) => fingerprint],
    ["commit", ({ environment }) => commitsOf(environment)],
    ["experiment", ({ experiment }) => experiment.name],
    [
      "workloads",
      (run) => JSON.stringify(run.workloads.map(({ id, dataset, epochs }) => [id, dataset.sha256, epochs])),
    ],
  ];
  for (const [what, of] of parts) {
    const found = [...new Set(runs.map(({ run }) => of(run)))];
    if (found.length === 1) continue;
    throw new UsageError("runs that are no parts of one", {
      where,
      expected: `runs of the same ${what}`,
      got: what === "workloads" ? "runs of several" : found.join(", "),
    });
  }
  if (runs.some(({ run }) => run.experiment.crossValidationFolds !== undefined)) {
    throw new UsageError("rounds of a cross-validation are its folds", { where, expected: "runs without --folds" });
  }
}

/** Of Evenkeel, and of the experiment's own repository. */
function commitsOf({ evenkeelCommit, repository }: Run["environment"]): string {
  return [evenkeelCommit ?? "none", ...(repository === undefined ? [] : [repository.commit])].join(" with ");
}
