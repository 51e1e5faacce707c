import { layersOf, networkOf, type CheckResult, type ModelInfo, type ModelSpec, type TaskName } from "@evenkeel/core";
import type { Openness, Pictures, Run } from "@evenkeel/run-folder";
import type {
  LatencySamples,
  MultiStreamSamples,
  OverheadSamples,
  ServerSamples,
  StepTimeSamples,
  ThroughputSamples,
  TrainingSamples,
  TimeToAccuracySamples,
} from "@evenkeel/tasks";
import { inArm, wholeArm } from "./arms.ts";
import { cellsOfPlace } from "./cell-index.ts";
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
  readonly multiStreams: Map<string, MultiStreamSamples>;
  readonly servers: Map<string, ServerSamples>;
  readonly timeToAccuracy: Map<string, TimeToAccuracySamples>;
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
  /** Test images that the folder keeps for its page; left out where it keeps none. */
  readonly pictures?: Pictures;
  /** How open its models are; left out where the folder keeps no assessment. */
  readonly openness?: Openness;
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
    multiStreams: new Map(),
    servers: new Map(),
    timeToAccuracy: new Map(),
  };
}

/** Ids of the run's workloads, in its order. */
export function workloadIds(run: Run): string[] {
  return run.workloads.map(({ id }) => id);
}

/** The model of a workload, with the number of classes of its dataset where the run has several of that name. */
export function modelOf({ workloads, models }: Run, workload: string): ModelInfo | undefined {
  const info = workloads.find(({ id }) => id === workload);
  const named = models.filter((model) => networkOf(model).name === info?.model);
  return named.find((model) => networkOf(model).classes === info?.dataset.classNames.length) ?? named[0];
}

/** Whether a workload's model comes from elsewhere, with weights of its own. */
export function isGiven(run: Run, workload: string): boolean {
  const info = modelOf(run, workload);
  return info !== undefined && !("spec" in info);
}

/** The layers of a workload's model; null of a given model, which is known without them. */
export function specOfWorkload(run: Run, workload: string): ModelSpec | null {
  const info = modelOf(run, workload);
  return info === undefined ? null : layersOf(info);
}

/** Of one forward pass of one image; null where a model's layers are not known. */
export function flopsOf(info: ModelInfo | undefined): number | null {
  return info !== undefined && "spec" in info ? info.flopsPerSample : null;
}

/** The classes that a workload's model predicts: the dataset's, then those that a given model alone knows. */
export function classNamesOf({ workloads }: Run, workload: string): string[] | undefined {
  const info = workloads.find(({ id }) => id === workload);
  return info && [...info.dataset.classNames, ...(info.otherClasses ?? [])];
}

/** The tasks that the run planned, each once, in its order: the experiment's, and the gate where they bring it. */
export function plannedTasksOf({ plan }: Run): TaskName[] {
  return [...new Set(plan.map(({ task }) => task))];
}

/** Whether the run trains anything. */
export function trains({ experiment }: Run): boolean {
  return experiment.tasks.train !== undefined;
}

/** Passes over the training images that the run asked of a workload. */
export function epochsOf(run: Run, workload: string): number | null {
  return run.workloads.find(({ id }) => id === workload)?.epochs ?? null;
}

/** From the first cell to the last, in seconds; null of a run that has not finished. */
export function elapsedSeconds({ startedAt, finishedAt }: Run): number | null {
  return finishedAt === null ? null : (Date.parse(finishedAt) - Date.parse(startedAt)) / 1000;
}

/** Samples of one cell, with what pairs it with another backend's. */
export interface Replicate<T> {
  readonly round: number;
  readonly seed: number;
  readonly samples: T;
}

/** What whole trainings of a workload on a backend left; nothing where its training is not comparable. */
export function trainingsOf(data: RunData, place: Place): Replicate<TrainingSamples>[] {
  const { state } = outcomeOf(data.run, { ...place, arm: wholeArm(data.run, place.backend) }, "train");
  if (state === "not-comparable") return [];
  return samplesOf(data, data.samples.training, place).filter(({ samples }) => !samples.timesOnly);
}

/** The samples of a workload and backend in the order of the plan; cells without samples are left out. */
export function samplesOf<T>(
  { run }: Pick<RunData, "run">,
  samples: ReadonlyMap<string, T>,
  place: Place,
): Replicate<T>[] {
  const isInArm = inArm(run, place);
  return cellsOfPlace(run.cells, place).flatMap((cell) => {
    const found = isInArm(cell) ? samples.get(cell.id) : undefined;
    return found === undefined ? [] : [{ round: cell.round, seed: cell.seed, samples: found }];
  });
}
