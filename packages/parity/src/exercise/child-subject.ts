import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { BackendError, UnsupportedError, type HostTensor, type Weights } from "@evenkeel/core";
import { ask, hardLimitSeconds, type Failure, type Variables } from "@evenkeel/harness";
import { decodeSafetensors, encodeSafetensors } from "@evenkeel/models";
import { readBytes, writeBytes } from "@evenkeel/run-folder";
import { exerciseFiles, exercises, type ExercisesJob, type ExercisesReply } from "./exercise-job.ts";
import type { StepToPredict, Subject, Trace, Training } from "./exercise.ts";

export interface ChildSubjectOptions {
  readonly backend: string;
  /** Of the backend's catalogue entry. */
  readonly variables?: Variables | undefined;
  /** The module that a cell's process runs. */
  readonly childModule: URL;
  /** The decoded dataset, fitted to the model. */
  readonly datasetFolder: string;
  readonly seed: number;
  readonly threads: number | null;
  /** A training that has taken longer than this ends with the step that it is at. */
  readonly budgetSeconds: number;
  /** Where files are exchanged; the caller's to remove. */
  readonly scratchFolder: string;
  readonly signal?: AbortSignal | undefined;
  /** How far the list of exercises is that is being done (0–1), about once a second. */
  readonly onProgress?: ((fraction: number) => void) | undefined;
}

/** A backend that does each list of exercises in a fresh process of its own. */
export function childSubject(options: ChildSubjectOptions): Subject {
  return {
    id: options.backend,
    train: (trainings) => trainInChild(options, trainings),
    predict: (steps) => predictInChild(options, steps),
  };
}

async function trainInChild(options: ChildSubjectOptions, trainings: readonly Training[]): Promise<Trace[]> {
  const { folder, reply } = await inChild(options, { trainings, predictions: [] });
  return reply.trainings.map(({ losses, ...trained }, index) => ({
    ...trained,
    losses: losses.map((loss) => loss ?? Number.NaN),
    kept: Math.min(trainings[index]?.keep ?? 0, losses.length),
    weightsAfter: (step) => read(exerciseFiles.after(folder, index, step)),
  }));
}

async function predictInChild(options: ChildSubjectOptions, steps: readonly StepToPredict[]): Promise<HostTensor[]> {
  const { folder } = await inChild(options, { trainings: [], predictions: steps });
  const predicted: HostTensor[] = [];
  for (const index of steps.keys()) {
    const file = exerciseFiles.logits(folder, index);
    const logits = (await read(file)).get("logits");
    if (logits === undefined) throw new BackendError("the process left no logits", { where: file });
    predicted.push(logits);
  }
  return predicted;
}

interface Exercises {
  readonly trainings: readonly Training[];
  readonly predictions: readonly StepToPredict[];
}

/** Throws `UnsupportedError` for what the backend lacks, and `BackendError` for a process that gave no reply. */
async function inChild(
  options: ChildSubjectOptions,
  { trainings, predictions }: Exercises,
): Promise<{ folder: string; reply: ExercisesReply }> {
  const { backend, datasetFolder, seed, threads, budgetSeconds, childModule, scratchFolder, signal } = options;
  const folder = await mkdtemp(join(scratchFolder, `${backend}-`));
  for (const [index, { weights }] of [...trainings, ...predictions].entries()) {
    await writeBytes(exerciseFiles.start(folder, index), encodeSafetensors(weights), "project");
  }
  const job: ExercisesJob = {
    kind: "exercises",
    backend,
    datasetFolder,
    seed,
    threads,
    budgetSeconds,
    folder,
    trainings: trainings.map(({ spec, recipe, firstStep, steps, keep, predictsTest }) => {
      return { spec, recipe, firstStep, steps, keep, predictsTest };
    }),
    predictions: predictions.map(({ spec, step }) => ({ spec, step })),
  };
  const count = Math.max(1, trainings.length + predictions.length);
  const outcome = await ask(exercises, job, {
    childModule,
    variables: options.variables,
    limits: { hardSeconds: count * hardLimitSeconds(budgetSeconds), budgetSeconds },
    signal,
    onProgress: ({ fraction }) => options.onProgress?.(fraction),
  });
  if (outcome.state !== "replied") throw errorOf(outcome.reason, backend);
  return { folder, reply: outcome.reply };
}

function errorOf({ code, message, remedy }: Failure, where: string): UnsupportedError | BackendError {
  const Refusal = code === "unsupported-layer" ? UnsupportedError : BackendError;
  return new Refusal(message, { where, ...(remedy !== null && { remedy }) });
}

async function read(file: string): Promise<Weights> {
  return decodeSafetensors(await readBytes(file), file);
}
