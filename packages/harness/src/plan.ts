import { UsageError, type Cell, type Experiment, type Task } from "@evenkeel/core";

/** Proof comes before training, and training before evaluation, which takes the weights it leaves. */
const taskOrder: readonly Task[] = ["gradients", "train", "evaluate", "latency", "throughput"];

/**
 * The cells of an experiment in the order they run: round by round, within a round model by model and task by task, the
 * backends of one task side by side so that they meet the machine in the same minutes. Every second round takes models
 * and backends in reverse, so that a drift of the machine does not favour one of them (AB/BA). What is proved in the first
 * round holds for all.
 * Throws `UsageError` when a model appears with two datasets.
 */
export function planCells(experiment: Experiment, backendIds: readonly string[]): Cell[] {
  refuseRepeated(experiment.workloads.map((workload) => workload.model));
  const tasks = taskOrder.filter((task) => experiment.tasks.includes(task));
  return Array.from({ length: experiment.rounds }, (_, index) => index + 1).flatMap((round) => {
    const direct = round % 2 === 1;
    const workloads = direct ? experiment.workloads : experiment.workloads.toReversed();
    const backends = direct ? backendIds : backendIds.toReversed();
    const due = tasks.filter((task) => task !== "gradients" || round === 1);
    return workloads.flatMap(({ model, dataset }) =>
      due.flatMap((task) =>
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
