import { isControl, isOfSeed, type CompletedCell, type MeasurementName, type TaskName } from "@evenkeel/core";
import type { Claim, Run } from "@evenkeel/run-folder";
import type { Looks } from "@evenkeel/stats";
import { armsOf, columnsIn, countIn, countOf } from "../arms.ts";
import { sourceOf, type Column } from "../columns.ts";
import { distinctWork } from "../distinct-work.ts";
import { workloadIds, type RunData } from "../run-data.ts";
import { mayLead, metricOf, placesOf, type Placed } from "../standings.ts";
import { trainingSpeedsOf } from "../training-speed.ts";

/** Two values that were measured side by side: the same round and seed. */
export interface Pair {
  readonly round: number;
  readonly seed: number;
  readonly values: readonly [number, number];
  /** The cells they are of, where both are measurements of one. */
  readonly cells: readonly [string, string] | null;
}

/** Two backends that may be compared in a metric, with what was measured of both. */
export interface Candidate extends Pick<
  Claim,
  "metric" | "workload" | "threads" | "batchSize" | "backends" | "control"
> {
  readonly better: "higher" | "lower";
  /** Whether a seed determines the values: then pairs are trainings, otherwise processes. */
  readonly ofSeed: boolean;
  readonly pairs: readonly Pair[];
  /** Of a run that is looked at again and again: when, in rounds. Left out where this is the only look. */
  readonly looks?: Looks;
}

/**
 * Every two backends that the page ranks against each other: each metric of each workload on each thread count, without
 * what failed the gate, was limited, ran on a software adapter or on other threads.
 */
export function candidatesOf(data: RunData): Candidate[] {
  const ofColumns = contestsOf(data.run).flatMap((contest) =>
    twoOf(contest.places).map(([a, b]) => {
      const pairs = pairsOf(data.run, a.outcome.completed, b.outcome.completed, contest.measurement);
      return candidateOf(contest, [a.backend, b.backend], pairs);
    }),
  );
  return [...ofColumns, ...stepTimeCandidates(data)];
}

/** Every backend against its own control: what the same machine and procedure make of no difference at all. */
export function controlsOf({ run }: RunData): Candidate[] {
  const controls = run.cells.filter((cell) => cell.state === "completed" && isControl(cell)) as CompletedCell[];
  if (controls.length === 0) return [];
  return contestsOf(run)
    .filter(({ ofSeed }) => !ofSeed)
    .flatMap((contest) =>
      contest.places.flatMap(({ backend, outcome }) => {
        const count = countIn(run, backend, contest.threads);
        const own = controls.filter(
          (cell) =>
            cell.backend === backend &&
            cell.workload === contest.workload &&
            cell.task === contest.task &&
            countOf(cell) === count,
        );
        const pairs = pairsOf(run, outcome.completed, own, contest.measurement);
        return pairs.length === 0
          ? []
          : [{ ...candidateOf(contest, [backend, backend], pairs), control: true as const }];
      }),
    );
}

/** A metric of a workload on a thread count, with the backends that may lead it. */
export interface RankedContest extends Pick<Candidate, "metric" | "workload" | "threads" | "better" | "ofSeed"> {
  readonly task: TaskName;
  readonly measurement: MeasurementName;
  readonly places: readonly Placed[];
}

export function contestsOf(run: Run): RankedContest[] {
  return armsOf(run).flatMap((threads) =>
    columnsIn(run, threads).flatMap((column) => {
      const source = sourceOf(column, run);
      const { better } = column;
      const metric = metricOf(column);
      if (source === null || better === null || metric === null || isOverFolds(run, column)) return [];
      const ofSeed = isOfSeed(source.measurement);
      return workloadIds(run).map((workload) => {
        const places = mayLead(placesOf(run, workload, column, threads) ?? []);
        return { metric, workload, threads, better, ofSeed, ...source, places };
      });
    }),
  );
}

export function candidateOf(
  { metric, workload, threads, better, ofSeed }: RankedContest,
  backends: Candidate["backends"],
  pairs: readonly Pair[],
): Candidate {
  return { metric, workload, threads, backends, better, ofSeed, pairs };
}

/** Folds share their training images: no test of accuracies over them holds its error rate. */
export function isOverFolds({ experiment }: Run, { ofTrainedWeights }: Column): boolean {
  return ofTrainedWeights === true && experiment.crossValidationFolds !== undefined;
}

/** What two sets of cells measured in the same round from the same seed. */
export function pairsOf(
  run: Run,
  first: readonly CompletedCell[],
  second: readonly CompletedCell[],
  name: MeasurementName,
): Pair[] {
  const others = distinctWork(run, second, name);
  return distinctWork(run, first, name).flatMap((cell) => {
    const other = others.find(({ round, seed }) => round === cell.round && seed === cell.seed);
    const values = [valueIn(cell, name), other === undefined ? null : valueIn(other, name)] as const;
    if (other === undefined || values[0] === null || values[1] === null) return [];
    const { round, seed } = cell;
    return [{ round, seed, values: [values[0], values[1]], cells: [cell.id, other.id] }];
  });
}

function valueIn({ measurements }: CompletedCell, name: MeasurementName): number | null {
  return measurements[name]?.value ?? null;
}

function stepTimeCandidates(data: RunData): Candidate[] {
  const [seed = 0] = data.run.experiment.seeds;
  return trainingSpeedsOf(data).flatMap(({ workload, threads, times }) =>
    [...Map.groupBy(times, ({ batchSize }) => batchSize)].flatMap(([batchSize, alike]) =>
      twoOf(alike.filter(({ ranks }) => ranks)).map(([a, b]): Candidate => {
        const pairs = [...a.msByRound].flatMap(([round, ms]): Pair[] => {
          const other = b.msByRound.get(round);
          return other === undefined ? [] : [{ round, seed, values: [ms, other], cells: null }];
        });
        const backends: Candidate["backends"] = [a.backend, b.backend];
        return { metric: "step-time", workload, threads, batchSize, backends, better: "lower", ofSeed: false, pairs };
      }),
    ),
  );
}

/** Every two of several, in their order. */
function twoOf<T>(all: readonly T[]): [T, T][] {
  return all.flatMap((first, index) => all.slice(index + 1).map((second): [T, T] => [first, second]));
}
