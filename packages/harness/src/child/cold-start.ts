import {
  UnsupportedError,
  type Backend,
  type Dataset,
  type Measurements,
  type Model,
  type ModelSource,
  type Task,
  type Weights,
} from "@evenkeel/core";
import type { Clock } from "../clock.ts";
import type { CellJob } from "../protocol/jobs.ts";
import { testImages } from "../tasks/batches.ts";

/** Tasks that need a model that can learn. */
const learningTasks: ReadonlySet<Task> = new Set<Task>(["train", "step-time", "overhead"]);

interface ColdStartInput {
  readonly job: CellJob;
  readonly weights: Weights;
  readonly dataset: Dataset;
  readonly clock: Pick<Clock, "nowMs">;
}

/** Imports the backend, loads the model as the task needs it and has it answer one image, each timed. */
export async function coldStart(load: () => Promise<Backend>, { job, weights, dataset, clock }: ColdStartInput) {
  const image = testImages(dataset, 0, 1);
  const startMs = clock.nowMs();
  const backend = await load();
  const importedMs = clock.nowMs();
  const model = await loadModel(backend, job, weights);
  const loadedMs = clock.nowMs();
  await model.predict(image);
  const answeredMs = clock.nowMs();
  const ms = (value: number) => ({ value, unit: "ms", n: 1, basis: "measured" }) as const;
  const measurements: Measurements = {
    "load.coldStartMs": ms(answeredMs - startMs),
    "load.importMs": ms(importedMs - startMs),
    "load.modelMs": ms(loadedMs - importedMs),
    "load.firstAnswerMs": ms(answeredMs - loadedMs),
  };
  return { backend, model, measurements };
}

async function loadModel(backend: Backend, { cell, spec, threads }: CellJob, weights: Weights): Promise<Model> {
  const source: ModelSource = { kind: "spec", spec, weights };
  if (!learningTasks.has(cell.task)) return backend.load(source, { threads });
  if (backend.loadTrainable === undefined) throw new UnsupportedError("cannot train", { where: backend.id });
  return backend.loadTrainable(source, { threads }, spec.recipe);
}
