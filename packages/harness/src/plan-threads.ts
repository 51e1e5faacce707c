import { taskNames, type BackendIdentity, type TaskName } from "@evenkeel/core";
import { ownThreadsOf, tasks, type Experiment, type ThreadCount } from "@evenkeel/tasks";

/** A backend of a plan, and what threads are to it. */
export interface PlannedBackend extends Pick<BackendIdentity, "sources"> {
  readonly id: string;
  /** False where it computes on its own number of threads whatever is asked. */
  readonly takesThreads: boolean;
  /** How many it takes where none are asked for; null where that is not known. */
  readonly defaultThreads: number | null;
}

/** A backend of which nothing is known yet: it is planned as if it took any threads, so with the most cells. */
export function takingAnyThreads({ id, sources }: Pick<PlannedBackend, "id" | "sources">): PlannedBackend {
  return { id, ...(sources !== undefined && { sources }), takesThreads: true, defaultThreads: null };
}

/**
 * The thread counts of a task's cells on a backend, each another measurement: what takes no threads runs once, counted
 * at one thread where that is listed, and a default that is a listed number is that number. The gate has every count at
 * which something is to be proved.
 */
export function threadCountsOf(
  task: TaskName,
  experiment: Experiment,
  backend: PlannedBackend,
): readonly ThreadCount[] {
  const { tasks: chosen } = experiment;
  const proved = taskNames.filter((name) => chosen[name] !== undefined && tasks[name].provedFirst);
  if (task !== "gradients" || proved.length === 0) return distinctOn(backend, askedOf(task, experiment));
  return [...new Set(proved.flatMap((name) => distinctOn(backend, askedOf(name, experiment))))];
}

function askedOf(task: TaskName, experiment: Experiment): readonly ThreadCount[] {
  return ownThreadsOf(experiment, task) ?? experiment.threads;
}

function distinctOn(
  { takesThreads, defaultThreads }: PlannedBackend,
  asked: readonly ThreadCount[],
): readonly ThreadCount[] {
  if (!takesThreads) return [asked.includes(1) ? 1 : "default"];
  return asked.filter((count) => count !== "default" || defaultThreads === null || !asked.includes(defaultThreads));
}
