import type { MeasurementName, TaskName } from "@evenkeel/core";
import type { Run } from "@evenkeel/run-folder";
import { sourceOf, type Column } from "./columns.ts";
import { overFolds } from "./folds.ts";
import { distinctWork } from "./distinct-work.ts";
import { isLimited } from "./limits.ts";
import { outcomeOf, type Outcome, type Place } from "./outcome.ts";
import { isSoftwareAdapter } from "./runtime.ts";
import { summarize, type Summary } from "./summary.ts";

/** A backend's place in one column of one workload. */
export interface Standing {
  readonly backend: string;
  readonly outcome: Outcome;
  readonly summary: Summary | null;
  /** Whether the value may be compared with the others'. */
  readonly comparable: boolean;
  /** Best of the comparable values, when at least two compare; ties are all best. */
  readonly best: boolean;
}

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
    return { backend, outcome, summary, comparable };
  });
  const values = standings.flatMap(({ comparable, summary }) =>
    comparable && summary !== null ? [summary.value] : [],
  );
  const best = column.better === null || values.length < 2 ? null : bestOf(values, column.better);
  return standings.map((standing) => ({
    ...standing,
    best: standing.comparable && standing.summary?.value === best,
  }));
}

/** A standing that has a comparable value. */
export type Ranked = Standing & { readonly summary: Summary };

/** The comparable standings, the best first. */
export function ranked(standings: readonly Standing[], better: "higher" | "lower"): Ranked[] {
  const comparable = standings.flatMap((standing) =>
    standing.comparable && standing.summary !== null ? [{ ...standing, summary: standing.summary }] : [],
  );
  const sign = better === "higher" ? -1 : 1;
  return comparable.sort((a, b) => sign * (a.summary.value - b.summary.value));
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

function bestOf(values: readonly number[], better: "higher" | "lower"): number {
  return better === "higher" ? Math.max(...values) : Math.min(...values);
}
