import {
  checkIdentity,
  measurement,
  specOf,
  UnsupportedError,
  type Backend,
  type Dataset,
  type Measurements,
  type Model,
  type ModelSource,
} from "@evenkeel/core";
import { tasks } from "@evenkeel/tasks";
import type { Clock } from "../clock.ts";
import type { CellJob } from "../protocol/jobs.ts";
import { testImages } from "../tasks/batches.ts";

interface ColdStartInput {
  readonly job: CellJob;
  readonly source: ModelSource;
  readonly dataset: Dataset;
  readonly clock: Pick<Clock, "nowMs">;
}

/** Imports the backend, loads the model as the task needs it and has it predict one image, each timed. */
export async function coldStart(load: () => Promise<Backend>, { job, source, dataset, clock }: ColdStartInput) {
  const image = testImages(dataset, 0, 1);
  const startMs = clock.nowMs();
  const backend = await load();
  const importedMs = clock.nowMs();
  checkIdentity(backend, job.cell.backend);
  const model = await loadModel(backend, job, source);
  const loadedMs = clock.nowMs();
  await model.predict(image);
  const predictedMs = clock.nowMs();
  const measurements: Measurements = {
    ...measurement("load.coldStartMs", predictedMs - startMs, 1),
    ...measurement("load.importMs", importedMs - startMs, 1),
    ...measurement("load.modelMs", loadedMs - importedMs, 1),
    ...measurement("load.firstPredictionMs", predictedMs - loadedMs, 1),
  };
  return { backend, model, measurements };
}

async function loadModel(backend: Backend, { cell, threads }: CellJob, source: ModelSource): Promise<Model> {
  if (tasks[cell.task].needs !== "trains") return backend.load(source, { threads });
  if (backend.loadTrainable === undefined) throw new UnsupportedError("cannot train", { where: backend.id });
  return backend.loadTrainable(source, { threads }, specOf(source, backend.id).spec.recipe);
}
