import { BackendError, isControl } from "@evenkeel/core";
import { tasks, type TrainingSamples } from "@evenkeel/tasks";
import { fits, limitedBy, linearMs, nextChunkSteps, type SizedCall } from "../budget.ts";
import { trainingBatch } from "./batches.ts";
import { predictTestSet, top1Accuracy } from "./predict-test-set.ts";
import type { TaskContext, TaskOutcome } from "./task.ts";
import type { WatchedTrainable } from "./watched-calls.ts";

/**
 * Trains epoch by epoch until done or out of budget, keeps every loss and the weights it ends with. A training that is
 * repeated for its times alone does one epoch, and leaves neither accuracy nor weights; nor does a control, which
 * otherwise does what its twin does.
 */
export async function train(context: TaskContext, model: WatchedTrainable): Promise<TaskOutcome> {
  const { job, dataset, store, budget } = context;
  const { batchSize, epochs: planned } = job.spec.recipe;
  const timesOnly = job.cell.timesOnly === true;
  const keepsTimesAlone = timesOnly || isControl(job.cell);
  const epochs = timesOnly ? 1 : planned;
  const counts = { trainImages: dataset.train.count, testImages: dataset.test.count };
  const samples: TrainingSamples = {
    batchSize,
    ...counts,
    timesOnly: keepsTimesAlone,
    losses: [],
    calls: [],
    epochs: [],
  };
  const stepsPerEpoch = Math.ceil(dataset.train.count / batchSize);
  const pace: Pace = { chunkSteps: 1 };
  try {
    for (let epoch = 1; epoch <= epochs; epoch += 1) {
      const beganCalls = samples.calls.length;
      await trainEpoch(context, model, samples, { epoch, epochs, stepsPerEpoch, pace });
      if (samples.losses.length < epoch * stepsPerEpoch) break;
      const seconds = samples.calls.slice(beganCalls).reduce((sum, call) => sum + call.wallMs, 0) / 1000;
      const accuracy = timesOnly ? null : await epochAccuracy(context, model);
      samples.epochs.push({ seconds, testAccuracy: keepsTimesAlone ? null : accuracy });
    }
  } finally {
    await store.writeSamples("train", samples);
  }
  const weightsSha256 = keepsTimesAlone ? undefined : await store.writeTrainedWeights(await model.exportWeights());
  const done = samples.losses.length;
  const work = { work: "train", done, planned: epochs * stepsPerEpoch, unit: "steps" } as const;
  return {
    measurements: tasks.train.measurements(samples),
    limits: limitedBy(budget, { ...work, unitMs: linearMs(lastCall(samples), 1) }),
    ...(weightsSha256 !== undefined && { weightsSha256 }),
  };
}

/** How many steps a call may hold, as the calls so far have shown. */
interface Pace {
  chunkSteps: number;
}

interface EpochPosition {
  readonly epoch: number;
  readonly epochs: number;
  readonly stepsPerEpoch: number;
  readonly pace: Pace;
}

/** Steps of one epoch, in calls that grow while the backend is quick; the budget is looked at before each call. */
async function trainEpoch(
  context: TaskContext,
  model: WatchedTrainable,
  samples: TrainingSamples,
  { epoch, epochs, stepsPerEpoch, pace }: EpochPosition,
): Promise<void> {
  const { job, dataset, store, budget, clock, reporter } = context;
  const order = await store.batchOrder(dataset.train.count, epoch);
  let step = 0;
  while (step < stepsPerEpoch) {
    const steps = Math.min(pace.chunkSteps, stepsPerEpoch - step);
    if (!fits(budget, linearMs(lastCall(samples), steps))) return;
    const startMs = clock.nowMs();
    const batches = Array.from({ length: steps }, (_, index) => {
      const start = (step + index) * samples.batchSize;
      const images = order.subarray(start, start + samples.batchSize);
      const { augmentation, cell } = job;
      return trainingBatch(dataset, job.spec, images, {
        seed: cell.seed,
        augmentation,
        step: samples.losses.length + index,
      });
    });
    const { value: losses, callMs, computeMs } = await model.train(batches);
    const wallMs = clock.nowMs() - startMs;
    keepLosses(samples, losses, steps, job.cell.backend);
    const images = batches.reduce((sum, batch) => sum + batch.labels.length, 0);
    samples.calls.push({ steps, images, callMs, computeMs, wallMs });
    step += steps;
    if (steps === pace.chunkSteps) pace.chunkSteps = nextChunkSteps(steps, wallMs);
    const fraction = Math.max(budget.usedFraction(), samples.losses.length / (epochs * stepsPerEpoch));
    await reporter.tell("training", fraction, () => tasks.train.measurements(samples));
  }
}

function lastCall({ calls }: TrainingSamples): SizedCall | null {
  const last = calls.at(-1);
  return last === undefined ? null : { ms: last.wallMs, size: last.steps };
}

function keepLosses(samples: TrainingSamples, losses: Float64Array, steps: number, backend: string): void {
  if (losses.length !== steps) {
    throw new BackendError("gave not one loss a step", {
      where: backend,
      expected: `${steps} losses`,
      got: String(losses.length),
    });
  }
  for (const loss of losses) {
    if (!Number.isFinite(loss)) {
      throw new BackendError(`the loss became ${loss} at step ${samples.losses.length + 1}`, { where: backend });
    }
    samples.losses.push(loss);
  }
}

/** Accuracy on all test images, or null when the budget does not reach that far. Its time is not training time. */
async function epochAccuracy(context: TaskContext, model: WatchedTrainable): Promise<number | null> {
  if (context.budget.spent()) return null;
  const { labels, count } = context.dataset.test;
  const predicted = await predictTestSet(context, model);
  return predicted.count < count ? null : top1Accuracy(predicted.rows, labels);
}
