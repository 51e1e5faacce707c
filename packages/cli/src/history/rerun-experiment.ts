import { isOfSeed, measurementCatalog, type MeasurementName, type TaskName } from "@evenkeel/core";
import type { Series } from "@evenkeel/history";
import { tasks, type Experiment, type ThreadCount } from "@evenkeel/tasks";

/**
 * The part of an experiment that measures one series, once: its backend, workload and task (with the tasks that this
 * one rests on), one thread count, and one round of the first seed; of what a seed determines all seeds and folds, as
 * its values are means over them. Null where the experiment does not measure it.
 */
export function rerunExperiment(experiment: Experiment, series: Series): Experiment | null {
  const { backend, workload, task, threads } = series;
  const workloads = experiment.workloads.filter((one) => one.id === workload);
  if (task === "foreign" || task === "install" || experiment.tasks[task] === undefined || workloads.length === 0) {
    return null;
  }
  const { untilDecided: _, aa: __, ...rest } = experiment;
  const count = threadCount(threads);
  const needed = withNeeded(task, new Set(Object.keys(experiment.tasks) as TaskName[]));
  return {
    ...rest,
    name: "history-rerun",
    title: `${backend}: ${task} again`,
    description: "Two commits side by side, to see whether a change that the history shows is one.",
    backends: [backend],
    workloads,
    tasks: Object.fromEntries(needed.map((name) => [name, onThreads(experiment.tasks[name] ?? {}, count)])),
    threads: [count],
    rounds: experiment.crossValidationFolds ?? 1,
    seeds: isDeterminedBySeed(series) ? experiment.seeds : experiment.seeds.slice(0, 1),
  };
}

/** Whether a seed determines a series' values: what is measured again is then the same again. */
export function isDeterminedBySeed({ measurement }: Pick<Series, "measurement">): boolean {
  return Object.hasOwn(measurementCatalog, measurement) && isOfSeed(measurement as MeasurementName);
}

/** A task, and those planned beside it whose results it rests on. */
function withNeeded(task: TaskName, planned: ReadonlySet<TaskName>): TaskName[] {
  const before = tasks[task].after.filter((name) => planned.has(name) && name !== task);
  return [...new Set([...before.flatMap((name) => withNeeded(name, planned)), task])];
}

/** Settings of a task that has thread counts of its own. */
function onThreads(settings: object, count: ThreadCount): object {
  return "threads" in settings ? { ...settings, threads: [count] } : settings;
}

function threadCount(threads: string): ThreadCount {
  return threads === "default" ? "default" : Number(threads);
}
