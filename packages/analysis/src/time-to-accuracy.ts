import { isControl, type CompletedCell } from "@evenkeel/core";
import { median } from "@evenkeel/stats";
import { endingOf, type TimeToAccuracySamples, type TrainingEnding } from "@evenkeel/tasks";
import { outcomeOf, type Outcome } from "./outcome.ts";
import { epochsOf, workloadIds, type RunData } from "./run-data.ts";

/** One training from a seed. */
export interface SeedTraining {
  readonly seed: number;
  /** Which part of a cross-validation it is; 1 without. */
  readonly round: number;
  readonly ending: TrainingEnding;
  /** Of its evaluations; null before the first. */
  readonly bestAccuracy: number | null;
  /** Evaluation by evaluation, against seconds of training. */
  readonly curve: readonly { readonly seconds: number; readonly epochs: number; readonly accuracy: number }[];
}

/** Over trainings that reached a target and those that missed it. */
export interface SpreadWithMisses {
  /** A miss being later than everything; null where so many missed that the median is one. */
  readonly median: number | null;
  /** Of those that reached it. */
  readonly min: number;
  readonly max: number;
}

/** The trainings of a workload on a backend. */
export interface BackendTrainings {
  readonly backend: string;
  readonly state: Outcome["state"];
  /** That they computed on; null where none completed. */
  readonly threads: number | null;
  readonly trainings: readonly SeedTraining[];
  readonly reached: number;
  /** Trainings that reached or missed the target: those that a budget cut short are neither. */
  readonly decided: number;
  readonly cut: number;
  /** Cells without a training: failed, over budget, not run. */
  readonly lacking: number;
  /** Null where none reached it. */
  readonly epochs: SpreadWithMisses | null;
  readonly seconds: SpreadWithMisses | null;
}

/** Trainings to a target accuracy. */
export interface TimesToAccuracy {
  readonly workload: string;
  readonly target: number;
  readonly mostEpochs: number;
  readonly evaluationsPerEpoch: number;
  readonly backends: readonly BackendTrainings[];
}

/** Of every workload, in the run's order; none where the run has no such task. */
export function timesToAccuracyOf(data: RunData): TimesToAccuracy[] {
  const asked = data.run.experiment.tasks["time-to-accuracy"];
  if (asked === undefined) return [];
  const { target, evaluationsPerEpoch, mostEpochs } = asked;
  return workloadIds(data.run).map((workload) => ({
    workload,
    target,
    evaluationsPerEpoch,
    mostEpochs: mostEpochs ?? epochsOf(data.run, workload) ?? 0,
    backends: data.run.backends.map(({ id }) => trainingsOn(data, workload, id)),
  }));
}

function trainingsOn(data: RunData, workload: string, backend: string): BackendTrainings {
  const { state, plannedCells, completed } = outcomeOf(data.run, { workload, backend }, "time-to-accuracy");
  const trainings = completed.flatMap((cell) => trainingOf(data, cell));
  const endings = trainings.map(({ ending }) => ending);
  const reached = endings.filter((ending) => ending.kind === "reached");
  const missed = endings.filter(({ kind }) => kind === "missed").length;
  return {
    backend,
    state,
    threads: completed[0]?.runtime.threads ?? null,
    trainings,
    reached: reached.length,
    decided: reached.length + missed,
    cut: endings.filter(({ kind }) => kind === "cut").length,
    lacking: plannedCells - trainings.length,
    epochs: spreadWith(
      reached.map(({ epochs }) => epochs),
      missed,
    ),
    seconds: spreadWith(
      reached.map(({ seconds }) => seconds),
      missed,
    ),
  };
}

function trainingOf({ samples }: RunData, cell: CompletedCell): SeedTraining[] {
  const found = isControl(cell) ? undefined : samples.timeToAccuracy.get(cell.id);
  if (found === undefined) return [];
  const curve = curveOf(found);
  return [
    {
      seed: cell.seed,
      round: cell.round,
      ending: endingOf(found),
      bestAccuracy: curve.length === 0 ? null : Math.max(...curve.map(({ accuracy }) => accuracy)),
      curve,
    },
  ];
}

function curveOf({ evaluations, trainImages, batchSize }: TimeToAccuracySamples): SeedTraining["curve"] {
  const stepsPerEpoch = Math.ceil(trainImages / batchSize);
  return evaluations.map(({ steps, trainingSeconds, accuracy }) => ({
    seconds: trainingSeconds,
    epochs: steps / stepsPerEpoch,
    accuracy,
  }));
}

function spreadWith(values: readonly number[], misses: number): SpreadWithMisses | null {
  if (values.length === 0) return null;
  const middle = median([...values, ...Array<number>(misses).fill(Number.POSITIVE_INFINITY)]);
  return {
    median: Number.isFinite(middle) ? middle : null,
    min: Math.min(...values),
    max: Math.max(...values),
  };
}
