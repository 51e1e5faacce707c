import type {
  CheckResult,
  LatencySamples,
  OverheadSamples,
  Run,
  StepTimeSamples,
  ThroughputSamples,
  TrainingSamples,
} from "@evenkeel/core";
import { outcomeOf, type Place } from "./outcome.ts";
import type { Predictions } from "./predictions.ts";

/** Raw samples by cell id. */
export interface Samples {
  readonly training: Map<string, TrainingSamples>;
  readonly predictions: Map<string, Predictions>;
  readonly latency: Map<string, LatencySamples>;
  readonly throughput: Map<string, ThroughputSamples>;
  readonly stepTimes: Map<string, StepTimeSamples>;
  readonly overheads: Map<string, OverheadSamples>;
  readonly checks: Map<string, readonly CheckResult[]>;
}

/** A completed cell whose samples could not be read. */
export interface SampleProblem {
  readonly cellId: string;
  readonly message: string;
}

/** A run with all that its folder holds: everything that is said of a run is computed from it. */
export interface RunData {
  readonly run: Run;
  readonly samples: Samples;
  readonly problems: readonly SampleProblem[];
}

/** Empty maps, to be filled. */
export function noSamples(): Samples {
  return {
    training: new Map(),
    predictions: new Map(),
    latency: new Map(),
    throughput: new Map(),
    stepTimes: new Map(),
    overheads: new Map(),
    checks: new Map(),
  };
}

/** Names of the run's models, in its order. */
export function modelNames(run: Run): string[] {
  return run.models.map(({ spec }) => spec.name);
}

/** Whether the run trains anything. */
export function trains({ experiment }: Run): boolean {
  return experiment.tasks.includes("train");
}

/** Passes over the training images that the run asked of a model. */
export function epochsOf(run: Run, model: string): number | null {
  const epochs = run.experiment.workloads.find((workload) => workload.model === model)?.epochs;
  if (epochs === undefined) return null;
  return epochs === "recipe"
    ? (run.models.find(({ spec }) => spec.name === model)?.spec.recipe.epochs ?? null)
    : epochs;
}

/** From the first cell to the last, in seconds; null of a run that has not finished. */
export function elapsedSeconds({ startedAt, finishedAt }: Run): number | null {
  return finishedAt === null ? null : (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
}

/** What trainings of a model on a backend left, round by round; nothing where its training is not comparable. */
export function trainingsOf(data: RunData, place: Place) {
  const { state } = outcomeOf(data.run, place, "train");
  return state === "not-comparable" ? [] : samplesOf(data, data.samples.training, place);
}

/** The samples of a model and backend, round by round; rounds without samples are left out. */
export function samplesOf<T>(
  { run }: Pick<RunData, "run">,
  samples: ReadonlyMap<string, T>,
  { model, backend }: Place,
): { readonly round: number; readonly samples: T }[] {
  return run.cells.flatMap((cell) => {
    const found = cell.model === model && cell.backend === backend ? samples.get(cell.id) : undefined;
    return found === undefined ? [] : [{ round: cell.round, samples: found }];
  });
}
