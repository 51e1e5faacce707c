import { BackendError, type Measurements, type ModelSpec } from "@evenkeel/core";
import type { TrainingSamples } from "@evenkeel/tasks";
import { fits, linearMs, nextChunkSteps, type SizedCall } from "../budget.ts";
import { trainingBatch } from "./batches.ts";
import type { TaskContext } from "./task.ts";
import type { WatchedTrainable } from "./watched-calls.ts";

/** How many steps a call may hold, as the calls so far have shown. */
export interface Pace {
  chunkSteps: number;
}

interface TakenSteps {
  readonly batchSize: number;
  /** One a step, over all epochs; those of this stretch are put behind. */
  readonly losses: number[];
  readonly calls: TrainingSamples["calls"];
}

/** Steps of one epoch that belong together. */
interface Stretch {
  /** What is trained, with the recipe that says how. */
  readonly spec: ModelSpec;
  /** From 1. */
  readonly epoch: number;
  /** Within the epoch, from 0. */
  readonly from: number;
  readonly to: number;
  /** Of the whole training. */
  readonly plannedSteps: number;
  readonly pace: Pace;
  /** What is known by now, for who watches. */
  readonly measurements: () => Measurements;
}

/** Trains in calls that grow while the backend is quick; the budget is looked at before each call. */
export async function trainStretch(
  context: TaskContext,
  model: WatchedTrainable,
  taken: TakenSteps,
  { spec, epoch, from, to, plannedSteps, pace, measurements }: Stretch,
): Promise<void> {
  const { job, dataset, store, budget, clock, reporter } = context;
  const order = await store.batchOrder(dataset.train.count, epoch);
  let step = from;
  while (step < to) {
    const steps = Math.min(pace.chunkSteps, to - step);
    if (!fits(budget, linearMs(lastCall(taken), steps))) return;
    const startMs = clock.nowMs();
    const batches = Array.from({ length: steps }, (_, index) => {
      const start = (step + index) * taken.batchSize;
      const images = order.subarray(start, start + taken.batchSize);
      const { augmentation, cell } = job;
      return trainingBatch(dataset, spec, images, {
        seed: cell.seed,
        augmentation,
        step: taken.losses.length + index,
      });
    });
    const { value: losses, callMs, computeMs } = await model.train(batches);
    const wallMs = clock.nowMs() - startMs;
    keepLosses(taken.losses, losses, steps, job.cell.backend);
    const images = batches.reduce((sum, batch) => sum + batch.labels.length, 0);
    taken.calls.push({ steps, images, callMs, computeMs, wallMs });
    step += steps;
    if (steps === pace.chunkSteps) pace.chunkSteps = nextChunkSteps(steps, wallMs);
    const fraction = Math.max(budget.usedFraction(), taken.losses.length / plannedSteps);
    await reporter.tell("training", fraction, measurements);
  }
}

/** The last call of a training; null before its first. */
export function lastCall({ calls }: Pick<TrainingSamples, "calls">): SizedCall | null {
  const last = calls.at(-1);
  return last === undefined ? null : { ms: last.wallMs, size: last.steps };
}

function keepLosses(kept: number[], losses: Float64Array, steps: number, backend: string): void {
  if (losses.length !== steps) {
    throw new BackendError("gave not one loss a step", {
      where: backend,
      expected: `${steps} losses`,
      got: String(losses.length),
    });
  }
  for (const loss of losses) {
    if (!Number.isFinite(loss)) {
      throw new BackendError(`the loss became ${loss} at step ${kept.length + 1}`, { where: backend });
    }
    kept.push(loss);
  }
}
