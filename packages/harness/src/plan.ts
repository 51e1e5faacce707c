import { UsageError, type Cell, type Experiment, type Task } from "@evenkeel/core";

/** Proof comes before training, and training before evaluation, which takes the weights it leaves. */
const taskOrder: readonly Task[] = ["gradients", "train", "evaluate", "latency", "throughput", "step-time", "overhead"];

/** What they find holds for all rounds. */
const onceTasks: ReadonlySet<Task> = new Set<Task>(["gradients", "overhead"]);

/**
 * The cells of an experiment in the order they run: round by round, within a round model by model and task by task, the
 * backends of one task side by side so that they meet the machine in the same minutes. Every second round takes models
 * and backends in reverse, so that a drift of the machine does not favour one of them (AB/BA). What is proved in the first
 * round holds for all.
 * Throws `UsageError` when a model appears with two datasets, or when step times are asked for and not which.
 */
export function planCells(experiment: Experiment, backendIds: readonly string[]): Cell[] {
  refuseRepeated(experiment.workloads.map((workload) => workload.model));
  if (experiment.tasks.includes("step-time") && experiment.stepTime === undefined) {
    throw new UsageError("the experiment does not say which step times to measure", {
      where: "tasks",
      expected: "stepTime with batch sizes, threads and baselines beside the task step-time",
      remedy: "add it to the experiment, or run training-speed",
    });
  }
  const tasks = taskOrder.filter((task) => experiment.tasks.includes(task));
  return Array.from({ length: experiment.rounds }, (_, index) => index + 1).flatMap((round) => {
    const direct = round % 2 === 1;
    const workloads = direct ? experiment.workloads : experiment.workloads.toReversed();
    const backends = direct ? backendIds : backendIds.toReversed();
    const due = tasks.filter((task) => !onceTasks.has(task) || round === 1);
    return workloads.flatMap(({ model, dataset }) =>
      due.flatMap((task) =>
        threadsOf(task, experiment).flatMap((threads) =>
          backends.map((backend): Cell => ({
            id: `r${round}.${task}.${model}.${backend}${threads === null ? "" : `.t${threads}`}`,
            backend,
            model,
            dataset,
            task,
            round,
            ...(threads !== null && { threads }),
          })),
        ),
      ),
    );
  });
}

/** What cells of a task are repeated for; null for the experiment's own number of threads. */
function threadsOf(task: Task, { stepTime }: Experiment): readonly (number | null)[] {
  return task === "step-time" ? (stepTime?.threads ?? []) : [null];
}

function refuseRepeated(models: readonly string[]): void {
  const repeated = models.find((model, index) => models.indexOf(model) !== index);
  if (repeated === undefined) return;
  throw new UsageError("the same model appears twice in one experiment", {
    where: repeated,
    expected: "each model once, with one dataset",
    remedy: "make two experiments",
  });
}
