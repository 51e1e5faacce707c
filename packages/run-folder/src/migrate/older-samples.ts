import type { TaskName } from "@evenkeel/core";

type Fields = Readonly<Record<string, unknown>>;

/** Sample files carry no version: what older schemas named otherwise or left out, as this one has it. */
const migrations: Partial<Record<TaskName, (samples: Fields) => Fields>> = {
  train: (samples) => ({
    testImages: null,
    timesOnly: false,
    ...samples,
    calls: each(samples["calls"], (call) => ({ callMs: null, ...call })),
  }),
  evaluate: ({ logits, ...samples }) => ({
    ...(logits === undefined ? {} : { outputs: "logits", rows: logits }),
    calls: null,
    ...samples,
  }),
  latency: (samples) => timedAround({ order: "sorted", ...samples }),
  throughput: (samples) => ({ ...samples, batches: each(samples["batches"], timedAround) }),
  "step-time": (samples) => ({
    machine: { threadRoundTripNs: null, matrixProductGflops: null },
    ...samples,
    batches: each(samples["batches"], (batch) => ({
      ...batch,
      calls: each(batch["calls"], ({ wallMs, ...call }) => (wallMs === undefined ? call : { callMs: wallMs, ...call })),
    })),
  }),
};

/** Schema 2 called the time around a call of `predict` `ms`, and kept no other. */
function timedAround({ ms, ...samples }: Fields): Fields {
  return ms === undefined ? samples : { callMs: ms, computeMs: null, ...samples };
}

/** What is no list of objects stays, for the schema to refuse. */
function each(value: unknown, change: (fields: Fields) => Fields): unknown {
  if (!Array.isArray(value)) return value;
  return value.map((item: unknown) => (typeof item === "object" && item !== null ? change(item as Fields) : item));
}

/** Samples of a task in the shape of this schema; what is no object stays, for the schema to refuse. */
export function samplesOfOlder(task: TaskName, value: unknown): unknown {
  const migrate = migrations[task];
  return migrate === undefined || typeof value !== "object" || value === null ? value : migrate(value as Fields);
}
