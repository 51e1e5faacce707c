import { taskNames, type TaskName, type Workload } from "@evenkeel/core";
import { tasks } from "./tasks.ts";

/**
 * Whether a task can be done with a workload's model: of one from elsewhere no layers are known, so it predicts
 * alone.
 */
export function isPossible(task: TaskName, { source }: Pick<Workload, "source">): boolean {
  return source === undefined || tasks[task].needs === "predicts";
}

/** Tasks that can be done with any model, whatever it comes from. */
export const predictingTasks: readonly TaskName[] = taskNames.filter((name) => tasks[name].needs === "predicts");
