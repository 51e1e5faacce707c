import type { TaskName } from "@evenkeel/core";
import type { z } from "zod";
import type { TaskDefinition } from "./definition.ts";
import { evaluate } from "./evaluate.ts";
import { gradients } from "./gradients.ts";
import { latency } from "./latency.ts";
import { multiStream } from "./multi-stream.ts";
import { overhead } from "./overhead.ts";
import { server } from "./server.ts";
import { stepTime } from "./step-time.ts";
import { throughput } from "./throughput.ts";
import { timeToAccuracy } from "./time-to-accuracy.ts";
import { train } from "./train.ts";

/** The definition of every task. */
export const tasks = {
  gradients,
  train,
  evaluate,
  latency,
  throughput,
  "multi-stream": multiStream,
  server,
  "step-time": stepTime,
  overhead,
  "time-to-accuracy": timeToAccuracy,
} satisfies Readonly<Record<TaskName, TaskDefinition<unknown, unknown>>>;

export type SettingsOf<T extends TaskName> = z.output<(typeof tasks)[T]["settings"]>;
/** What a cell of the task keeps as raw samples. */
export type SamplesOf<T extends TaskName> = z.output<(typeof tasks)[T]["samples"]["schema"]>;

/** A task whose settings and samples are not known before the run is: by a name that a file or a flag gives. */
export function taskDefinition<T extends TaskName>(name: T): TaskDefinition<SettingsOf<T>, SamplesOf<T>> {
  return tasks[name] as unknown as TaskDefinition<SettingsOf<T>, SamplesOf<T>>;
}
