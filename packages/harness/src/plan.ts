import { cellId, taskNames, type Cell, type TaskName, type Variant } from "@evenkeel/core";
import { taskDefinition, tasks, type Experiment } from "@evenkeel/tasks";

/**
 * The cells of an experiment in the order they run: round by round, within a round workload by workload and task by
 * task, the backends of one task side by side so that they meet the machine in the same minutes. Every second round
 * takes workloads and backends in reverse, so that a drift of the machine does not favour one of them (AB/BA). What a
 * seed determines is done once for each seed, and what holds for all rounds in the first.
 */
export function planCells(experiment: Experiment, backendIds: readonly string[]): Cell[] {
  const due = plannedTasks(experiment);
  return Array.from({ length: experiment.rounds }, (_, index) => index + 1).flatMap((round) => {
    const direct = round % 2 === 1;
    const workloads = direct ? experiment.workloads : experiment.workloads.toReversed();
    const backends = direct ? backendIds : backendIds.toReversed();
    return workloads.flatMap(({ id: workload, model, dataset }) =>
      due.flatMap((task) =>
        seedsIn(round, task, experiment).flatMap(({ seed, timesOnly }) =>
          variantsOf(task, experiment).flatMap((variant) =>
            backends.map((backend): Cell => {
              const key = { backend, workload, task, variant, seed, round };
              return { id: cellId(key), ...key, model, dataset, ...(timesOnly && { timesOnly }) };
            }),
          ),
        ),
      ),
    );
  });
}

/** The experiment's tasks in the order in which they run, and the gate where one of them has to be proved first. */
function plannedTasks({ tasks: chosen }: Experiment): readonly TaskName[] {
  const isChosen = (name: TaskName) => chosen[name] !== undefined;
  const gated = taskNames.some((name) => isChosen(name) && tasks[name].provedFirst);
  return taskNames.filter((name) => isChosen(name) || (gated && name === "gradients"));
}

function variantsOf(task: TaskName, experiment: Experiment): readonly Variant[] {
  const definition = taskDefinition(task);
  return definition.variants(definition.settings.parse(experiment.tasks[task] ?? {}));
}

/** For which seeds a round does a task, and whether an earlier one did the same work already. */
function seedsIn(
  round: number,
  task: TaskName,
  { seeds, crossValidationFolds = 1 }: Experiment,
): readonly { readonly seed: number; readonly timesOnly: boolean }[] {
  const { repeats } = tasks[task];
  const isNewWork = round <= crossValidationFolds;
  if (repeats.seeds && isNewWork) return seeds.map((seed) => ({ seed, timesOnly: false }));
  if (!repeats.rounds && round > 1) return [];
  return seeds.slice(0, 1).map((seed) => ({ seed, timesOnly: repeats.seeds }));
}
