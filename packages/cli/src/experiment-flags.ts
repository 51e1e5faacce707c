import { isDeepStrictEqual } from "node:util";
import { taskNames, UsageError, type TaskName } from "@evenkeel/core";
import { taskDefinition, tasks, type Experiment, type ThreadCount } from "@evenkeel/tasks";
import { workloadsFor, type WorkloadFlags } from "./experiment-workloads.ts";
import { namedTask } from "./known-names.ts";
import { withFitting } from "./fitting-plan.ts";
import { findBackend } from "./registry.ts";
import { untilDecidedOf, type UntilDecidedFlags } from "./until-decided-flags.ts";

/** What a command line may change of an experiment. Undefined leaves it as it is. */
export interface ExperimentFlags extends UntilDecidedFlags, WorkloadFlags {
  readonly backend?: readonly string[];
  readonly task?: readonly string[];
  readonly rounds?: number;
  readonly folds?: number;
  readonly aa?: true;
  readonly seeds?: readonly number[];
  readonly threads?: readonly ThreadCount[];
  readonly budget?: number;
  readonly memoryBudget?: number;
}

const keys: readonly (keyof ExperimentFlags)[] = [
  "backend",
  "model",
  "onnx",
  "labels",
  "onnxInput",
  "onnxOutput",
  "dataset",
  "task",
  "rounds",
  "folds",
  "aa",
  "untilDecided",
  "maxRounds",
  "epochs",
  "augment",
  "schedule",
  "seeds",
  "threads",
  "budget",
  "memoryBudget",
];

const timed = taskNames.filter((name) => tasks[name].repeats.rounds);

/** Which flags of a command line changed an experiment; none where they say what it says itself. */
export function changesBy(
  flags: ExperimentFlags,
  experiment: Experiment,
  changed: Experiment,
): (keyof ExperimentFlags)[] {
  if (isDeepStrictEqual(changed, experiment)) return [];
  return keys.filter((key) => flags[key] !== undefined);
}

/** The experiment with the flags applied. Throws `UsageError` for unknown names. */
export function applyFlags(experiment: Experiment, flags: ExperimentFlags): Experiment {
  const folds = flags.folds ?? experiment.crossValidationFolds;
  const rounds = flags.rounds ?? flags.folds ?? experiment.rounds;
  const changed: Experiment = {
    ...experiment,
    backends: backendsFor(experiment, flags),
    workloads: workloadsFor(experiment, flags),
    tasks: tasksFor(experiment, flags),
    rounds,
    ...(folds !== undefined && { crossValidationFolds: folds }),
    ...(flags.aa === true && { aa: true }),
    ...untilDecidedOf({ ...experiment, rounds }, flags),
    seeds: flags.seeds === undefined ? experiment.seeds : [...flags.seeds],
    threads: flags.threads === undefined ? experiment.threads : [...flags.threads],
    budgetSeconds: flags.budget ?? experiment.budgetSeconds,
    memoryBudgetMiB: flags.memoryBudget ?? experiment.memoryBudgetMiB,
  };
  refuseUnevenFolds(changed);
  refuseIdleControls(changed);

  return withFitting(changed, flags);
}

/** The chosen tasks with the experiment's settings, else their defaults; threads asked for replace the experiment's. */
function tasksFor({ tasks: own }: Experiment, { task: names, threads }: ExperimentFlags): Experiment["tasks"] {
  const chosen = names?.map((name) => namedTask(name)) ?? (Object.keys(own) as TaskName[]);
  return Object.fromEntries(
    chosen.map((name) => {
      const settings = { ...(own[name] ?? taskDefinition(name).settings.parse({})) };
      return [name, threads !== undefined && "threads" in settings ? { ...settings, threads: [...threads] } : settings];
    }),
  );
}

/** Every fold is evaluated equally often, or else some images would count more than others. */
function refuseUnevenFolds({ crossValidationFolds: folds, rounds }: Experiment): void {
  if (folds === undefined || rounds % folds === 0) return;
  throw new UsageError("cross-validation needs a multiple of its folds as rounds", {
    where: "--rounds, --folds or the experiment",
    expected: `${folds}, ${2 * folds}, … rounds for ${folds} folds`,
    got: `${rounds}`,
    remedy: "leave --rounds out, or change it",
  });
}

/** A control stands beside what every round times. */
function refuseIdleControls({ aa, tasks: chosen }: Experiment): void {
  const names = Object.keys(chosen) as TaskName[];
  if (aa !== true || names.some((name) => tasks[name].repeats.rounds)) return;
  throw new UsageError("no task is timed in every round, so that there is nothing to measure twice", {
    where: "--aa or the experiment's aa",
    expected: `one of ${timed.join(", ")} among the tasks`,
    got: names.join(", "),
    remedy: "leave it out, or add such a task",
  });
}

function backendsFor({ name, backends }: Experiment, { backend }: ExperimentFlags): Experiment["backends"] {
  if (backend !== undefined) return backend.map((id) => findBackend(id).id);
  return backends === "all" ? backends : backends.map((id) => findBackend(id, `experiment ${name}`).id);
}
