import type { Batch, HostTensor, Model, TrainableModel } from "@evenkeel/core";
import { Calls, type Called } from "@evenkeel/core/call-times";
import type { TaskContext } from "./task.ts";

/** A model whose calls are timed from outside. */
export interface WatchedModel {
  readonly outputs: Model["outputs"];
  predict(images: HostTensor): Promise<Called<HostTensor>>;
}

/** The same for one that trains. */
export interface WatchedTrainable extends WatchedModel {
  train(batches: readonly Batch[]): Promise<Called<Float64Array>>;
  exportWeights: TrainableModel["exportWeights"];
}

/**
 * Does work on a model while the harness's clock runs beside every call. Throws `BackendError` for a backend whose own
 * times contradict that clock: no number of such a cell stands.
 */
export async function watched<T>(
  context: Pick<TaskContext, "clock" | "job">,
  model: Model,
  work: (model: WatchedModel) => Promise<T>,
): Promise<T> {
  const calls = callsOf(context);
  const result = await work({ outputs: model.outputs, predict: (images) => calls.time(() => model.predict(images)) });
  calls.checkShare();
  return result;
}

/** The same for work that trains. */
export async function watchedTraining<T>(
  context: Pick<TaskContext, "clock" | "job">,
  model: TrainableModel,
  work: (model: WatchedTrainable) => Promise<T>,
): Promise<T> {
  const calls = callsOf(context);
  const result = await work({
    outputs: model.outputs,
    predict: (images) => calls.time(() => model.predict(images)),
    train: (batches) => calls.time(() => model.train(batches)),
    exportWeights: () => model.exportWeights(),
  });
  calls.checkShare();
  return result;
}

function callsOf({ clock, job }: Pick<TaskContext, "clock" | "job">): Calls {
  return new Calls(() => clock.nowMs(), job.cell.backend);
}
