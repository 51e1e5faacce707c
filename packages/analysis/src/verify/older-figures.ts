import {
  countedBy,
  type CompletedCell,
  type Measurement,
  type MeasurementName,
  type Measurements,
  type TaskName,
} from "@evenkeel/core";
import { taskDefinition, warmUpCalls, type SamplesOf } from "@evenkeel/tasks";

/**
 * What samples of schemas 1 and 2 gave by the rules of their time: a step's time was the backend's own word, trainings
 * were counted by calls, and nothing said how many test images an epoch's accuracy was of.
 */
export function olderFigures<T extends TaskName>(
  task: T,
  samples: SamplesOf<T>,
  { measurements: recorded }: CompletedCell,
): Measurements {
  const found = { ...measurementsOf(task, samples) };
  for (const [name, figure] of Object.entries(found) as [MeasurementName, Measurement][]) {
    const before = recorded[name];
    // What backends say they computed was not recorded yet.
    if (before === undefined && name.endsWith(".computeShare")) delete found[name];
    if (before === undefined || countedBy(name, before) !== "calls") continue;
    found[name] = { ...figure, n: callsOf(task, samples, name), counts: "calls" };
  }
  return { ...found, ...olderAccuracy(task, samples, recorded["train.testAccuracy"]) };
}

function measurementsOf<T extends TaskName>(task: T, samples: SamplesOf<T>): Measurements {
  if (task !== "step-time") return taskDefinition(task).measurements(samples);
  return taskDefinition("step-time").measurements(byOwnWord(samples as SamplesOf<"step-time">));
}

function byOwnWord({ machine, batches }: SamplesOf<"step-time">): SamplesOf<"step-time"> {
  const own = batches.map(({ batchSize, calls }) => ({
    batchSize,
    calls: calls.map(({ steps, computeMs }) => ({ steps, computeMs, callMs: computeMs })),
  }));
  return { machine, batches: own };
}

/** Calls that a figure of a training rests on. */
function callsOf<T extends TaskName>(task: T, samples: SamplesOf<T>, name: MeasurementName): number {
  if (task === "train") {
    const { calls, batchSize } = samples as SamplesOf<"train">;
    const counted = calls.slice(warmUpCalls(calls));
    const full = counted.filter(({ images, steps }) => images === steps * batchSize);
    return name === "train.stepMs" ? full.length : counted.length;
  }
  const own = byOwnWord(samples as SamplesOf<"step-time">);
  const best = taskDefinition("step-time").measurements(own)["stepTime.bestBatchSize"]?.value;
  return own.batches.find(({ batchSize }) => batchSize === best)?.calls.length ?? 0;
}

/** The accuracy itself; of its n the record's word stands, as its samples do not say. */
function olderAccuracy<T extends TaskName>(
  task: T,
  samples: SamplesOf<T>,
  recorded: Measurement | undefined,
): Measurements {
  if (task !== "train" || recorded === undefined) return {};
  const { testImages, epochs } = samples as SamplesOf<"train">;
  const accuracy = epochs.at(-1)?.testAccuracy ?? null;
  return testImages !== null || accuracy === null ? {} : { "train.testAccuracy": { ...recorded, value: accuracy } };
}
