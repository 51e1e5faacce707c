import { isControl } from "@evenkeel/core";
import { tasks, type TrainingSamples } from "@evenkeel/tasks";
import { limitedBy, linearMs } from "../budget.ts";
import { trainedSpec } from "./cell-network.ts";
import { testAccuracy } from "./predict-test-set.ts";
import type { TaskContext, TaskOutcome } from "./task.ts";
import { lastCall, trainStretch } from "./train-stretch.ts";
import type { WatchedTrainable } from "./watched-calls.ts";

/**
 * Trains epoch by epoch until done or out of budget, keeps every loss and the weights it ends with. A training that is
 * repeated for its times alone does one epoch, and leaves neither accuracy nor weights; nor does a control, which
 * otherwise does what its twin does.
 */
export async function train(context: TaskContext, model: WatchedTrainable): Promise<TaskOutcome> {
  const { job, dataset, store, budget } = context;
  const spec = trainedSpec(job);
  const { batchSize, epochs: planned } = spec.recipe;
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
  const whole = {
    spec,
    from: 0,
    to: stepsPerEpoch,
    plannedSteps: epochs * stepsPerEpoch,
    pace: { chunkSteps: 1 },
    measurements: () => tasks.train.measurements(samples),
  };
  try {
    for (let epoch = 1; epoch <= epochs; epoch += 1) {
      const beganCalls = samples.calls.length;
      await trainStretch(context, model, samples, { ...whole, epoch });
      if (samples.losses.length < epoch * stepsPerEpoch) break;
      const seconds = samples.calls.slice(beganCalls).reduce((sum, call) => sum + call.wallMs, 0) / 1000;
      const accuracy = timesOnly ? null : await testAccuracy(context, model);
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
