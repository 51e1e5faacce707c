import { mkdtemp } from "node:fs/promises";
import { join } from "node:path";
import { BackendError, UnsupportedError, type HostTensor, type Weights } from "@evenkeel/core";
import { decodeSafetensors, encodeSafetensors } from "@evenkeel/models";
import { readBytes, writeBytes } from "@evenkeel/run-folder";
import { hardLimitSeconds } from "../budget.ts";
import { systemClock } from "../clock.ts";
import { processLauncher } from "../launcher/process-launcher.ts";
import { supervise, type Supervised } from "../launcher/supervise.ts";
import type { FinalMessage } from "../messages.ts";
import { describeDeath } from "../probes.ts";
import { exerciseFiles, type ExercisesJob } from "./exercise-job.ts";
import type { Question, Subject, Trace, Training } from "./exercise.ts";

export interface ChildSubjectOptions {
  readonly backend: string;
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
    predict: (questions) => askChild(options, questions),
  };
}

async function trainInChild(options: ChildSubjectOptions, trainings: readonly Training[]): Promise<Trace[]> {
  const { folder, message } = await inChild(options, { trainings, questions: [] });
  return message.trainings.map(({ losses, ...trained }, index) => ({
    ...trained,
    losses: losses.map((loss) => loss ?? Number.NaN),
    kept: Math.min(trainings[index]?.keep ?? 0, losses.length),
    weightsAfter: (step) => read(exerciseFiles.after(folder, index, step)),
  }));
}

async function askChild(options: ChildSubjectOptions, questions: readonly Question[]): Promise<HostTensor[]> {
  const { folder } = await inChild(options, { trainings: [], questions });
  const answers: HostTensor[] = [];
  for (const index of questions.keys()) {
    const file = exerciseFiles.answer(folder, index);
    const logits = (await read(file)).get("logits");
    if (logits === undefined) throw new BackendError("the process left no answer", { where: file });
    answers.push(logits);
  }
  return answers;
}

interface Exercises {
  readonly trainings: readonly Training[];
  readonly questions: readonly Question[];
}

async function inChild(options: ChildSubjectOptions, { trainings, questions }: Exercises) {
  const { backend, datasetFolder, seed, threads, budgetSeconds, childModule, scratchFolder, signal } = options;
  const folder = await mkdtemp(join(scratchFolder, `${backend}-`));
  for (const [index, { weights }] of [...trainings, ...questions].entries()) {
    await writeBytes(exerciseFiles.start(folder, index), encodeSafetensors(weights));
  }
  const job: ExercisesJob = {
    kind: "exercises",
    backend,
    datasetFolder,
    seed,
    threads,
    budgetSeconds,
    folder,
    trainings: trainings.map(({ spec, recipe, firstStep, steps, keep, answersTest }) => {
      return { spec, recipe, firstStep, steps, keep, answersTest };
    }),
    questions: questions.map(({ spec, step }) => ({ spec, step })),
  };
  const exercises = Math.max(1, trainings.length + questions.length);
  const limits = { hardSeconds: exercises * hardLimitSeconds(budgetSeconds), memoryBytes: Number.POSITIVE_INFINITY };
  const supervised = await supervise(processLauncher(childModule), job, {
    clock: systemClock,
    limits,
    signal,
    onProgress: ({ fraction }) => options.onProgress?.(fraction),
  });
  return { folder, message: answerOf(supervised, backend) };
}

function answerOf({ ending, exit }: Supervised, where: string): Extract<FinalMessage, { kind: "exercised" }> {
  if (ending.kind === "killed") {
    throw new BackendError(ending.why === "interrupted" ? "interrupted" : "did not come home in time", { where });
  }
  if (ending.kind === "garbled") throw new BackendError(`its process sent an unknown message: ${ending.detail}`);
  if (ending.kind === "died") throw new BackendError(describeDeath(exit), { where });
  const { message } = ending;
  if (message.kind === "exercised") return message;
  if (message.kind !== "error") throw new BackendError(`its process answered with "${message.kind}"`, { where });
  const Refusal = message.code === "unsupported-layer" ? UnsupportedError : BackendError;
  throw new Refusal(message.message, { where });
}

async function read(file: string): Promise<Weights> {
  return decodeSafetensors(await readBytes(file), file);
}
