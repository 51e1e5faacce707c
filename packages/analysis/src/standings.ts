import { isOfSeed, type MeasurementName, type TaskName } from "@evenkeel/core";
import type { Run } from "@evenkeel/run-folder";
import type { ThreadCount } from "@evenkeel/tasks";
import { computingThreads, countIn, mainArm, rankedThreads, wholeArm } from "./arms.ts";
import { sourceOf, type Column } from "./columns.ts";
import { overFolds } from "./folds.ts";
import { distinctWork } from "./distinct-work.ts";
import { failsGate } from "./gate/backend-gates.ts";
import { isLimited } from "./limits.ts";
import { frontOf } from "./noise.ts";
import { outcomeOf, type Outcome, type Place } from "./outcome.ts";
import { isSoftwareAdapter } from "./runtime.ts";
import { summarize, type Summary } from "./summary.ts";

/** A backend's place in one column of one workload. */
export interface Standing {
  readonly backend: string;
  readonly outcome: Outcome;
  readonly summary: Summary | null;
  /** Batch sizes that the value was reached at, cell by cell; empty where the column has none. */
  readonly batchSizes: readonly number[];
  /** Median share of the time that the backend itself says it computed; null where the column or the run has none. */
  readonly computeShare: number | null;
  /** Threads that it computed on; null of a graphics card, and where nothing completed. */
  readonly threads: number | null;
  /** Whether the value may be compared with the others'. */
  readonly comparable: boolean;
  /** Why a value of whole work leads nothing; null of one that may, and of what does not compare for other reasons. */
  readonly disqualified: Disqualification | null;
  /** Best of the values that may lead, of more than one sample, and further from the next than noise. */
  readonly best: boolean;
  /** No further from the best than noise, or the best of several such. */
  readonly tied: boolean;
}

/** Why a backend leads nothing, whatever it reached. */
export type Disqualification = "fails-gate" | "software-adapter" | "limited" | "other-threads";

/**
 * Every backend of the run in its order, in the run's first arm unless another is named; null when the run has no task
 * for the column. What depends on threads compares on one count alone; what a seed determines does not, and is taken
 * from where the backend trained and evaluated whole.
 */
export function standingsOf(
  run: Run,
  workload: string,
  column: Column,
  arm: ThreadCount = mainArm(run),
): readonly Standing[] | null {
  const source = sourceOf(column, run);
  if (source === null) return null;
  const ofSeed = isOfSeed(source.measurement);
  const measured = run.backends.map(({ id: backend }) => {
    const place = { workload, backend, arm: ofSeed ? wholeArm(run, backend) : arm };
    const outcome = outcomeIn(run, place, source.task, column);
    const summary = summaryOf(run, outcome, source.measurement, column);
    const comparable =
      summary !== null &&
      !(column.speed === true && onSoftwareAdapter(outcome)) &&
      everyFold(run, summary) &&
      (column.comparableWhenLimited || fullWork(run, place, outcome, column));
    const batchSizes = batchSizesOf(outcome, column);
    const disqualified = disqualification(run, place, outcome);
    const threads = computingThreads(outcome.completed);
    const computeShare = computeShareOf(run, outcome, column);
    return { backend, outcome, summary, batchSizes, computeShare, threads, comparable, disqualified };
  });
  const standings = ofSeed ? measured : onOneCount(measured, arm);
  const leading = column.better === null ? [] : leadingOf(standings, column.better);
  return standings.map((standing) => {
    const leads = leading.some(({ backend }) => backend === standing.backend);
    return { ...standing, best: leads && leading.length === 1, tied: leads && leading.length > 1 };
  });
}

/**
 * What took another number of threads than the arm's does not compare. What may lead says which number that is, and the
 * others only where nothing may.
 */
function onOneCount(measured: readonly Placed[], arm: ThreadCount): Placed[] {
  const compared = measured.filter(({ comparable }) => comparable);
  const mayLead = compared.filter(({ disqualified }) => disqualified === null);
  const count = rankedThreads(arm, threadsOf(mayLead)) ?? rankedThreads(arm, threadsOf(compared));
  return measured.map((standing) => {
    if (standing.threads === null || standing.threads === count || !standing.comparable) return standing;
    return { ...standing, comparable: false, disqualified: standing.disqualified ?? "other-threads" };
  });
}

function threadsOf(standings: readonly Placed[]): (number | null)[] {
  return standings.map(({ threads }) => threads);
}

/** The best that may lead with those that noise does not tell from it; nobody where one sample or one value is all. */
function leadingOf(standings: readonly Placed[], better: "higher" | "lower"): readonly Ranked[] {
  const front = frontOf(ranked(standings, better), ({ summary }) => summary);
  if (front === null || front.others.length === 0 || front.best.summary.n < 2) return [];
  return [front.best, ...front.tied];
}

type Placed = Omit<Standing, "best" | "tied">;
/** A standing that may lead. */
export type Ranked = Placed & { readonly summary: Summary };

/** The standings that may lead, the best first. */
export function ranked(standings: readonly Placed[], better: "higher" | "lower"): Ranked[] {
  const comparable = standings.flatMap((standing) =>
    standing.comparable && standing.disqualified === null && standing.summary !== null
      ? [{ ...standing, summary: standing.summary }]
      : [],
  );
  const sign = better === "higher" ? -1 : 1;
  return comparable.sort((a, b) => sign * (a.summary.value - b.summary.value));
}

function batchSizesOf({ completed }: Outcome, { at }: Column): number[] {
  const found = at === undefined ? [] : completed.flatMap(({ measurements }) => measurements[at]?.value ?? []);
  return [...new Set(found)].toSorted((left, right) => left - right);
}

function computeShareOf(run: Run, { completed }: Outcome, { computed }: Column): number | null {
  return computed === undefined ? null : (summarize(distinctWork(run, completed, computed), computed)?.value ?? null);
}

function disqualification(run: Run, place: Required<Place>, outcome: Outcome): Disqualification | null {
  const count = countIn(run, place.backend, place.arm);
  if (failsGate(run, place, new Set(count === null ? [] : [count]))) return "fails-gate";
  if (onSoftwareAdapter(outcome)) return "software-adapter";
  return isLimited(outcome) ? "limited" : null;
}

function onSoftwareAdapter({ completed }: Outcome): boolean {
  return completed.some(({ runtime }) => isSoftwareAdapter(runtime));
}

/** The task's own; where it rests on weights of a training that is not comparable, that training's. */
function outcomeIn(run: Run, place: Place, task: TaskName, { ofTrainedWeights }: Column): Outcome {
  const training = ofTrainedWeights ? outcomeOf(run, place, "train") : null;
  return training?.state === "not-comparable" ? training : outcomeOf(run, place, task);
}

/** Over folds where the run cross-validates and the value is of what was held out. */
function summaryOf(run: Run, { completed }: Outcome, name: MeasurementName, column: Column): Summary | null {
  const cells = distinctWork(run, completed, name);
  const summary = summarize(cells, name);
  const folded = column.ofTrainedWeights && run.experiment.crossValidationFolds !== undefined;
  return folded && summary !== null ? overFolds(run, summary, cells, name) : summary;
}

/** A mean over some folds says nothing beside one over all. */
function everyFold({ experiment }: Run, { folds }: Summary): boolean {
  return folds === null || folds === experiment.crossValidationFolds;
}

/** Accuracy is only comparable after the same, whole training: the evaluated weights come from this backend's own. */
function fullWork(run: Run, place: Place, outcome: Outcome, column: Column): boolean {
  if (isLimited(outcome)) return false;
  if (!column.ofTrainedWeights) return true;
  const training = outcomeOf(run, place, "train");
  return training.state === "completed" && !isLimited(training);
}
