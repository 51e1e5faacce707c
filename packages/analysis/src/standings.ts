import type { MeasurementName, TaskName } from "@evenkeel/core";
import type { Run } from "@evenkeel/run-folder";
import { sourceOf, type Column } from "./columns.ts";
import { overFolds } from "./folds.ts";
import { distinctWork } from "./distinct-work.ts";
import { failsGate } from "./gate/backend-gates.ts";
import { isLimited } from "./limits.ts";
import { sameness } from "./noise.ts";
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
  /** Whether the value may be compared with the others'. */
  readonly comparable: boolean;
  /** Why a comparable value leads nothing; null of one that may. */
  readonly disqualified: Disqualification | null;
  /** Best of the values that may lead, of more than one sample, and further from the next than noise. */
  readonly best: boolean;
  /** No further from the best than noise, or the best of several such. */
  readonly tied: boolean;
}

/** Why a backend leads nothing, whatever it reached. */
export type Disqualification = "fails-gate" | "software-adapter" | "limited";

/** Every backend of the run in its order, or null when the run has no task for the column. */
export function standingsOf(run: Run, workload: string, column: Column): readonly Standing[] | null {
  const source = sourceOf(column, run);
  if (source === null) return null;
  const standings = run.backends.map(({ id: backend }) => {
    const outcome = outcomeIn(run, { workload, backend }, source.task, column);
    const summary = summaryOf(run, outcome, source.measurement, column);
    const comparable =
      summary !== null &&
      !(column.speed === true && onSoftwareAdapter(outcome)) &&
      everyFold(run, summary) &&
      (column.comparableWhenLimited || fullWork(run, { workload, backend }, outcome, column));
    const batchSizes = batchSizesOf(outcome, column);
    return {
      backend,
      outcome,
      summary,
      batchSizes,
      comparable,
      disqualified: disqualification(run, workload, backend, outcome),
    };
  });
  const leading = column.better === null ? [] : leadingOf(standings, column.better);
  return standings.map((standing) => {
    const leads = leading.some(({ backend }) => backend === standing.backend);
    return { ...standing, best: leads && leading.length === 1, tied: leads && leading.length > 1 };
  });
}

/** The best that may lead with those that noise does not tell from it; nobody where one sample or one value is all. */
function leadingOf(standings: readonly Placed[], better: "higher" | "lower"): readonly Ranked[] {
  const all = ranked(standings, better);
  const [best] = all;
  if (best === undefined || all.length < 2 || best.summary.n < 2) return [];
  return all.filter((one) => one === best || sameness(one.summary, best.summary) !== null);
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

function disqualification(run: Run, workload: string, backend: string, outcome: Outcome): Disqualification | null {
  if (failsGate(run, { workload, backend })) return "fails-gate";
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
