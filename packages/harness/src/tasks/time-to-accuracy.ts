import { endingOf, tasks, type TimeToAccuracySamples } from "@evenkeel/tasks";
import { limitedBy, linearMs } from "../budget.ts";
import { trainedSpec } from "./cell-network.ts";
import { testAccuracy } from "./predict-test-set.ts";
import type { TaskContext, TaskOutcome } from "./task.ts";
import { lastCall, trainStretch } from "./train-stretch.ts";
import type { WatchedTrainable } from "./watched-calls.ts";

/**
 * Trains from the cell's weights until an evaluation is at the target, or for all epochs. A learning-rate schedule goes
 * over as many epochs as a training may take. Evaluations are no training time; the budget counts them.
 */
export async function timeToAccuracy(context: TaskContext, model: WatchedTrainable): Promise<TaskOutcome> {
  const { job, dataset, store, budget, clock } = context;
  const task = tasks["time-to-accuracy"];
  const { recipe, ...network } = trainedSpec(job);
  const { target, evaluationsPerEpoch, mostEpochs = recipe.epochs } = task.settings.parse(job.settings);
  const { batchSize } = recipe;
  const counts = { batchSize, trainImages: dataset.train.count, testImages: dataset.test.count };
  const asked = { target, mostEpochs, evaluationsPerEpoch };
  const samples: TimeToAccuracySamples = { ...asked, ...counts, losses: [], calls: [], evaluations: [] };
  const stepsPerEpoch = Math.ceil(counts.trainImages / batchSize);
  const plannedSteps = mostEpochs * stepsPerEpoch;
  const spec = { ...network, recipe: { ...recipe, epochs: mostEpochs } };
  const whole = { spec, plannedSteps, pace: { chunkSteps: 1 }, measurements: () => task.measurements(samples) };
  try {
    for (const stretch of stretchesOf(samples, stepsPerEpoch)) {
      await trainStretch(context, model, samples, { ...whole, ...stretch });
      if (samples.losses.length < stretch.steps) break;
      const startMs = clock.nowMs();
      const accuracy = await testAccuracy(context, model);
      if (accuracy === null) break;
      const evaluationSeconds = (clock.nowMs() - startMs) / 1000;
      const trainingSeconds = samples.calls.reduce((sum, call) => sum + call.wallMs, 0) / 1000;
      samples.evaluations.push({ steps: stretch.steps, trainingSeconds, evaluationSeconds, accuracy });
      if (accuracy >= target) break;
    }
  } finally {
    await store.writeSamples("time-to-accuracy", samples);
  }
  const done = samples.evaluations.at(-1)?.steps ?? 0;
  const work = { work: "time-to-accuracy", done, planned: plannedSteps, unit: "steps" } as const;
  const limits = limitedBy(budget, { ...work, unitMs: linearMs(lastCall(samples), 1) });
  return { measurements: task.measurements(samples), limits: endingOf(samples).kind === "cut" ? limits : [] };
}

/** The steps between evaluations, each within its epoch, and how many steps there are in all at its end. */
function* stretchesOf({ mostEpochs, evaluationsPerEpoch: parts }: TimeToAccuracySamples, stepsPerEpoch: number) {
  for (let epoch = 1; epoch <= mostEpochs; epoch += 1) {
    // More evaluations than an epoch has steps would leave stretches without any.
    const ends = new Set(Array.from({ length: parts }, (_, part) => Math.round(((part + 1) * stepsPerEpoch) / parts)));
    let from = 0;
    for (const to of ends) {
      if (to === 0) continue;
      yield { epoch, from, to, steps: (epoch - 1) * stepsPerEpoch + to };
      from = to;
    }
  }
}
