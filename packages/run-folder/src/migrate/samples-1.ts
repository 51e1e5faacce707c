import type { TaskName } from "@evenkeel/core";

type Fields = Readonly<Record<string, unknown>>;

/** Sample files carry no version: what those of schema 1 named otherwise or left out, as this schema has it. */
const migrations: Partial<Record<TaskName, (samples: Fields) => Fields>> = {
  train: (samples) => ({ testImages: null, timesOnly: false, ...samples }),
  evaluate: ({ logits, ...samples }) =>
    logits === undefined ? samples : { outputs: "logits", rows: logits, ...samples },
  latency: (samples) => ({ order: "sorted", ...samples }),
  "step-time": (samples) => ({ machine: { threadRoundTripNs: null, matrixProductGflops: null }, ...samples }),
};

/** Samples of a task in the shape of this schema; what is no object stays, for the schema to refuse. */
export function samplesOfVersion1(task: TaskName, value: unknown): unknown {
  const migrate = migrations[task];
  return migrate === undefined || typeof value !== "object" || value === null ? value : migrate(value as Fields);
}
