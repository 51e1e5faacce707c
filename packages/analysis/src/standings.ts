import { isOfSeed, type MeasurementName, type TaskName } from "@evenkeel/core";
import { claimMetrics, type ClaimMetric, type Run } from "@evenkeel/run-folder";
import type { ThreadCount } from "@evenkeel/tasks";
import { computingThreads, countIn, mainArm, rankedThreads, wholeArm } from "./arms.ts";
import { sourceOf, type Column } from "./columns.ts";
import { overFolds } from "./folds.ts";
import { distinctWork } from "./distinct-work.ts";
import { failsGate } from "./gate/backend-gates.ts";
import { isLimited } from "./limits.ts";
import { isGiven } from "./run-data.ts";
import { frontOf } from "./front.ts";
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
  /** Of the values that may lead the one that the run's claims put before every other. */
  readonly best: boolean;
  /** Not told from the best by enough replicates to tell, or the best of several such. */
  readonly tied: boolean;
}

/** Why a backend leads nothing, whatever it reached. */
export type Disqualification = "fails-gate" | "software-adapter" | "limited" | "other-threads";

/**
 * Every backend of the run in its order, in the run's first arm unless another is named; null when the run has no task
 * for the column.
 */
export function standingsOf(
  run: Run,
  workload: string,
  column: Column,
  arm: ThreadCount = mainArm(run),
): readonly Standing[] | null {
  const places = placesOf(run, workload, column, arm);
  if (places === null) return null;
  const leading = leadingOf(run, places, { workload, column, arm });
  return places.map((place) => {
    const leads = leading.some(({ backend }) => backend === place.backend);
    return { ...place, best: leads && leading.length === 1, tied: leads && leading.length > 1 };
  });
}

/**
 * The same before anything leads. What depends on threads compares on one count alone; what a seed determines does not,
 * and is taken from where the backend trained and evaluated whole.
 */
export function placesOf(run: Run, workload: string, column: Column, arm: ThreadCount): readonly Placed[] | null {
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
  return ofSeed ? measured : onOneCount(measured, arm);
}

/**
 * What took another number of threads than the arm's does not compare. What may lead says which number that is, and the
 * others only where nothing may.
 */
function onOneCount(measured: readonly Placed[], arm: ThreadCount): Placed[] {
  const compared = measured.filter(({ comparable }) => comparable);
  const leading = compared.filter(({ disqualified }) => disqualified === null);
  const count = rankedThreads(arm, threadsOf(leading)) ?? rankedThreads(arm, threadsOf(compared));
  return measured.map((standing) => {
    if (standing.threads === null || standing.threads === count || !standing.comparable) return standing;
    return { ...standing, comparable: false, disqualified: standing.disqualified ?? "other-threads" };
  });
}

function threadsOf(standings: readonly Placed[]): (number | null)[] {
  return standings.map(({ threads }) => threads);
}

/** The best with those that the claims do not put behind it; nobody where one value or too few rounds are all. */
function leadingOf(
  run: Run,
  places: readonly Placed[],
  { workload, column, arm }: { readonly workload: string; readonly column: Column; readonly arm: ThreadCount },
): readonly Ranked[] {
  const metric = metricOf(column);
  if (metric === null || column.better === null) return [];
  const front = frontOf(run, { metric, workload, threads: arm }, ranked(places, column.better));
  if (front === null || front.others.length === 0 || front.untried.length > 0) return [];
  return [front.best, ...front.tied];
}

/** What claims call the column; null of one that ranks nothing. */
export function metricOf({ id }: Column): ClaimMetric | null {
  return claimMetrics.find((metric) => metric === id) ?? null;
}

/** A standing before it is said who leads. */
export type Placed = Omit<Standing, "best" | "tied">;
/** A standing that may lead. */
export type Ranked = Placed & { readonly summary: Summary };

/** Those that may lead, in the run's order. */
export function mayLead(places: readonly Placed[]): Ranked[] {
  return places.flatMap((place) =>
    place.comparable && place.disqualified === null && place.summary !== null
      ? [{ ...place, summary: place.summary }]
      : [],
  );
}

/** Those that may lead, the best first. */
export function ranked(places: readonly Placed[], better: "higher" | "lower"): Ranked[] {
  const sign = better === "higher" ? -1 : 1;
  return mayLead(places).sort((a, b) => sign * (a.summary.value - b.summary.value));
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

/**
 * Accuracy is only comparable after the same, whole training: the evaluated weights come from this backend's own. A
 * given
 * model brings one set of weights for all.
 */
function fullWork(run: Run, place: Place, outcome: Outcome, column: Column): boolean {
  if (isLimited(outcome)) return false;
  if (!column.ofTrainedWeights || isGiven(run, place.workload)) return true;
  const training = outcomeOf(run, place, "train");
  return training.state === "completed" && !isLimited(training);
}
