import { sourceTitles, takesSource, UsageError, type ModelSource, type TaskName, type Workload } from "@evenkeel/core";
import { isPossible, predictingTasks, type Experiment } from "@evenkeel/tasks";
import { findBackend, registry } from "./registry.ts";

/** Which tasks and backends a command line asks for itself. */
interface Asked {
  readonly task?: readonly string[];
  readonly backend?: readonly string[];
}

/**
 * The experiment without backends of its own list that can do nothing with any of its models. Throws `UsageError` where
 * a flag asks such a task or backend for, or nothing is left. What is left out of the plan of single models is said of
 * the run.
 */
export function withFitting(experiment: Experiment, asked: Asked): Experiment {
  refuseTasks(experiment, asked);
  const { backends, workloads } = experiment;
  if (backends === "all") return experiment;
  const kinds = [...new Set(workloads.map(kindOf))];
  const fitting = backends.filter((id) => isAble(findBackend(id), kinds));
  if (fitting.length > 0 && (asked.backend === undefined || fitting.length === backends.length)) {
    return { ...experiment, backends: fitting };
  }
  throw new UsageError(`takes no ${kinds.map((kind) => sourceTitles[kind]).join(" and no ")}`, {
    where: asked.backend === undefined ? "the experiment's backends" : "--backend",
    expected: `one of ${registry
      .filter((backend) => isAble(backend, kinds))
      .map(({ id }) => id)
      .join(", ")}`,
    got: backends.filter((id) => !fitting.includes(id)).join(", "),
  });
}

function refuseTasks({ tasks, workloads }: Experiment, asked: Asked): void {
  const names = Object.keys(tasks) as TaskName[];
  const idle = names.filter((task) => !workloads.some((workload) => isPossible(task, workload)));
  if (idle.length === 0 || (asked.task === undefined && idle.length < names.length)) return;
  throw new UsageError("a model that comes trained is not trained here", {
    where: asked.task === undefined ? "the experiment's tasks" : "--task",
    expected: `tasks that predict: ${predictingTasks.join(", ")}`,
    got: idle.join(", "),
    remedy: "leave it out, or add a network with --model",
  });
}

function isAble(backend: Parameters<typeof takesSource>[0], kinds: readonly ModelSource["kind"][]): boolean {
  return kinds.some((kind) => takesSource(backend, kind));
}

function kindOf({ source }: Workload): ModelSource["kind"] {
  return source?.kind ?? "spec";
}
