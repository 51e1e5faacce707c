import {
  cellId,
  takesSource,
  taskNames,
  UsageError,
  type Cell,
  type TaskName,
  type Variant,
  type Workload,
} from "@evenkeel/core";
import { isPossible, taskDefinition, tasks, type Experiment } from "@evenkeel/tasks";
import { takingAnyThreads, threadCountsOf, type PlannedBackend } from "./plan-threads.ts";

/**
 * The cells of an experiment in the order they run: round by round, within a round workload by workload and task by
 * task, the backends of one task side by side on each thread count so that they meet the machine in the same minutes.
 * Every second round takes workloads and backends in reverse, so that a drift of the machine does not favour one of
 * them (AB/BA). What a seed determines is done once for each seed, and what holds for all rounds in the first. In A/A
 * what every round times has a control beside it, after it and before it in turn.
 * A model from elsewhere is planned for the tasks and on the backends that can do something with it.
 */
export function planCells(experiment: Experiment, listed: readonly PlannedBackend[]): Cell[] {
  const plan: Cell[] = [];
  const due = plannedTasks(experiment);
  for (let round = 1; round <= experiment.rounds; round += 1) {
    for (const cell of roundOf(round, due, experiment, listed)) plan.push(cell);
    if (plan.length > mostCells || round > mostCells) throw tooMany(experiment);
  }
  return plan;
}

/**
 * Throws `UsageError` where the plan could have too many cells, before it is known what threads each backend takes:
 * counted are those of backends that take any.
 */
export function refuseTooMany(
  experiment: Experiment,
  backends: readonly Pick<PlannedBackend, "id" | "sources">[],
): void {
  planCells(experiment, backends.map(takingAnyThreads));
}

/** Far more than anybody waits for; each is an entry of `run.json` and a folder. */
const mostCells = 100_000;

function tooMany({ rounds, seeds, workloads }: Experiment): UsageError {
  return new UsageError("the experiment has too many cells", {
    where: "rounds × seeds × workloads × tasks × backends",
    expected: `at most ${mostCells} cells`,
    got: `more, of ${rounds} rounds, ${seeds.length} seeds and ${workloads.length} workloads`,
    remedy: "lower --rounds, --seeds or --model",
  });
}

function roundOf(
  round: number,
  due: readonly PlannedTask[],
  experiment: Experiment,
  listed: readonly PlannedBackend[],
): Cell[] {
  const direct = round % 2 === 1;
  const workloads = direct ? experiment.workloads : experiment.workloads.toReversed();
  const backends = direct ? listed : listed.toReversed();
  return workloads.flatMap((workload) => cellsOf(workload, { round, direct, due, experiment, backends }));
}

interface Round {
  readonly round: number;
  readonly direct: boolean;
  readonly due: readonly PlannedTask[];
  readonly experiment: Experiment;
  readonly backends: readonly PlannedBackend[];
}

/**
 * What a round does of a workload: what its model lets be done, on the backends that take a model from such a
 * source.
 */
function cellsOf(workload: Workload, { round, direct, due, experiment, backends }: Round): Cell[] {
  const { id, model, dataset, source } = workload;
  const taking = backends.filter((backend) => takesSource(backend, source?.kind ?? "spec"));
  // A given model is the same whatever the seed.
  const seeds = source === undefined ? experiment.seeds : experiment.seeds.slice(0, 1);
  const own = { ...experiment, seeds };
  return due
    .filter(({ task }) => isPossible(task, workload))
    .flatMap((planned) =>
      sideBySide(taking.map((backend) => replicatesOf(round, planned, own, backend)))
        .flatMap((replicate) => (hasControl(replicate, planned, own) ? besideControl(replicate, direct) : replicate))
        .map(({ backend, variant, seed, timesOnly }): Cell => {
          const key = { backend, workload: id, task: planned.task, variant, seed, round };
          return { id: cellId(key), ...key, model, dataset, ...(timesOnly && { timesOnly }) };
        }),
    );
}

/** A task, and what its cells are repeated for beside threads. */
interface PlannedTask {
  readonly task: TaskName;
  readonly variants: readonly Omit<Variant, "threads">[];
}

/** The experiment's tasks in the order in which they run, and the gate where one of them has to be proved first. */
function plannedTasks(experiment: Experiment): PlannedTask[] {
  const isChosen = (name: TaskName) => experiment.tasks[name] !== undefined;
  const gated = taskNames.some((name) => isChosen(name) && tasks[name].provedFirst);
  const due = taskNames.filter((name) => isChosen(name) || (gated && name === "gradients"));
  return due.map((task) => ({ task, variants: variantsOf(task, experiment) }));
}

interface Replicate {
  readonly backend: string;
  readonly variant: Variant;
  readonly seed: number;
  readonly timesOnly: boolean;
}

/** What a round does of a task on a backend: all of it on its first thread count, times alone on the others. */
function replicatesOf(
  round: number,
  { task, variants }: PlannedTask,
  experiment: Experiment,
  backend: PlannedBackend,
): Replicate[] {
  const { repeats } = tasks[task];
  const counts = threadCountsOf(task, experiment, backend);
  const replicates = seedsIn(round, task, experiment);
  return counts.slice(0, repeats.threads ? counts.length : 1).flatMap((count, index) => {
    const threads = count === "default" ? {} : { threads: count };
    const due =
      index === 0 ? replicates : replicates.slice(0, 1).map(({ seed }) => ({ seed, timesOnly: repeats.seeds }));
    return due.flatMap((replicate) =>
      variants.map((variant) => ({
        backend: backend.id,
        variant: { ...threads, ...variant },
        ...replicate,
      })),
    );
  });
}

/** What every round times, on the seed that every round times. */
function hasControl({ seed }: Replicate, { task }: PlannedTask, { aa, seeds }: Experiment): boolean {
  return aa === true && tasks[task].repeats.rounds && seed === seeds[0];
}

function besideControl(replicate: Replicate, direct: boolean): Replicate[] {
  const control = { ...replicate, variant: { ...replicate.variant, control: true as const } };
  return direct ? [replicate, control] : [control, replicate];
}

/** Those that differ in the backend alone one after another. */
function sideBySide(replicates: readonly (readonly Replicate[])[]): Replicate[] {
  const alike = Map.groupBy(replicates.flat(), ({ seed, variant }) => JSON.stringify([variant, seed]));
  return [...alike.values()].flat();
}

function variantsOf(task: TaskName, experiment: Experiment): readonly Omit<Variant, "threads">[] {
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
