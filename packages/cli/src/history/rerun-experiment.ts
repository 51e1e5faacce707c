import type { TaskName } from "@evenkeel/core";
import type { Series } from "@evenkeel/history";
import { tasks, type Experiment, type ThreadCount } from "@evenkeel/tasks";

/**
 * The part of an experiment that measures one series, once: its backend, workload and task (with the tasks that this
 * one rests on), one thread count, one round of the first seed.
 */
export function rerunExperiment(experiment: Experiment, series: Series): Experiment {
  const { backend, workload, task, threads } = series;
  const needed =
    task === "foreign" || task === "install"
      ? []
      : withNeeded(task, new Set(Object.keys(experiment.tasks) as TaskName[]));
  const { untilDecided: _, aa: __, ...rest } = experiment;
  return {
    ...rest,
    name: "history-rerun",
    title: `${backend}: ${task} again`,
    description: "Two commits side by side, to see whether a change that the history shows is one.",
    backends: [backend],
    workloads: experiment.workloads.filter((one) => one.id === workload),
    tasks: Object.fromEntries(needed.map((name) => [name, experiment.tasks[name]])),
    threads: [threadCount(threads)],
    rounds: 1,
    seeds: experiment.seeds.slice(0, 1),
  };
}

/** A task, and those planned beside it whose results it rests on. */
function withNeeded(task: TaskName, planned: ReadonlySet<TaskName>): TaskName[] {
  const before = tasks[task].after.filter((name) => planned.has(name) && name !== task);
  return [...new Set([...before.flatMap((name) => withNeeded(name, planned)), task])];
}

function threadCount(threads: string): ThreadCount {
  return threads === "default" ? "default" : Number(threads);
}
