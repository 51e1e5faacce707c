import { UsageError, type Cell, type Experiment, type Task } from "@evenkeel/core";

/** Training comes first: evaluation takes the weights it leaves. */
const taskOrder: readonly Task[] = ["train", "evaluate", "latency", "throughput"];

/**
 * The cells of an experiment in the order they run: round by round, within a round model by model and task by task, the
 * backends of one task side by side so that they meet the machine in the same minutes. Every second round takes models
 * and backends in reverse, so that a drift of the machine does not favour one of them (AB/BA).
 * Throws `UsageError` when a model appears with two datasets.
 */
export function planCells(experiment: Experiment, backendIds: readonly string[]): Cell[] {
  refuseRepeated(experiment.workloads.map((workload) => workload.model));
  const tasks = taskOrder.filter((task) => experiment.tasks.includes(task));
  return Array.from({ length: experiment.rounds }, (_, index) => index + 1).flatMap((round) => {
    const direct = round % 2 === 1;
    const workloads = direct ? experiment.workloads : experiment.workloads.toReversed();
    const backends = direct ? backendIds : backendIds.toReversed();
    return workloads.flatMap(({ model, dataset }) =>
      tasks.flatMap((task) =>
        backends.map((backend): Cell => ({
          id: `r${round}.${task}.${model}.${backend}`,
          backend,
          model,
          dataset,
          task,
          round,
        })),
      ),
    );
  });
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
