import {
  checkCallTimes,
  checkComputeShare,
  type Batch,
  type CallTimes,
  type HostTensor,
  type Model,
  type Timed,
  type TrainableModel,
} from "@evenkeel/core";
import type { TaskContext } from "./task.ts";

/** What a call gave, with the harness's own time around it beside the backend's word. */
export type Called<T> = Timed<T> & CallTimes;

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
  const calls = new Calls(context);
  const result = await work({ outputs: model.outputs, predict: (images) => calls.time(() => model.predict(images)) });
  calls.check();
  return result;
}

/** The same for work that trains. */
export async function watchedTraining<T>(
  context: Pick<TaskContext, "clock" | "job">,
  model: TrainableModel,
  work: (model: WatchedTrainable) => Promise<T>,
): Promise<T> {
  const calls = new Calls(context);
  const result = await work({
    outputs: model.outputs,
    predict: (images) => calls.time(() => model.predict(images)),
    train: (batches) => calls.time(() => model.train(batches)),
    exportWeights: () => model.exportWeights(),
  });
  calls.check();
  return result;
}

/** The calls of a cell: each checked as it ends, their sum at the end. */
class Calls {
  readonly #clock: TaskContext["clock"];
  readonly #backend: string;
  #all: CallTimes = { callMs: 0, computeMs: 0 };

  constructor({ clock, job }: Pick<TaskContext, "clock" | "job">) {
    this.#clock = clock;
    this.#backend = job.cell.backend;
  }

  async time<T>(call: () => Promise<Timed<T>>): Promise<Called<T>> {
    const startMs = this.#clock.nowMs();
    const { value, computeMs } = await call();
    const callMs = this.#clock.nowMs() - startMs;
    checkCallTimes({ callMs, computeMs }, this.#backend);
    this.#all = { callMs: this.#all.callMs + callMs, computeMs: this.#all.computeMs + computeMs };
    return { value, computeMs, callMs };
  }

  check(): void {
    checkComputeShare(this.#all, this.#backend);
  }
}
