import type { TaskName } from "@evenkeel/core";
import type { Experiment } from "./experiment.ts";
import { taskDefinition } from "./tasks.ts";
import type { ThreadCount } from "./threads.ts";

/** The thread counts that an experiment gives a task of its own; null of one that takes the experiment's. */
export function ownThreadsOf({ tasks }: Pick<Experiment, "tasks">, task: TaskName): readonly ThreadCount[] | null {
  const definition = taskDefinition(task);
  return definition.threads?.(definition.settings.parse(tasks[task] ?? {})) ?? null;
}
