import { isDeepStrictEqual } from "node:util";
import {
  quotedText,
  taskNames,
  UsageError,
  type Augmentation,
  type LearningRateSchedule,
  type ModelSpec,
  type TaskName,
  type Workload,
} from "@evenkeel/core";
import { taskDefinition, tasks, type Experiment, type ThreadCount } from "@evenkeel/tasks";
import { namedDataset, namedModel, namedTask } from "./known-names.ts";
import { findBackend } from "./registry.ts";
import { untilDecidedOf, type UntilDecidedFlags } from "./until-decided-flags.ts";

/** What a command line may change of an experiment. Undefined leaves it as it is. */
export interface ExperimentFlags extends UntilDecidedFlags {
  readonly backend?: readonly string[];
  readonly model?: readonly string[];
  readonly dataset?: string;
  readonly task?: readonly string[];
  readonly rounds?: number;
  readonly folds?: number;
  readonly aa?: true;
  readonly epochs?: number;
  readonly augment?: Augmentation;
  readonly schedule?: LearningRateSchedule;
  readonly seeds?: readonly number[];
  readonly threads?: readonly ThreadCount[];
  readonly budget?: number;
  readonly memoryBudget?: number;
}

const keys: readonly (keyof ExperimentFlags)[] = [
  "backend",
  "model",
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
  return changed;
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

/** The experiment's workloads of the named models; any other model takes dataset and epochs of its first workload. */
function workloadsFor(experiment: Experiment, flags: ExperimentFlags): Workload[] {
  const chosen = flags.model === undefined ? experiment.workloads : workloadsOf(experiment, flags.model);
  const own = `experiment ${experiment.name}`;
  const dataset = flags.dataset === undefined ? null : namedDataset(flags.dataset);
  return chosen.map(({ keepClasses, ...workload }) => {
    const { input } = namedModel(workload.model, own);
    const changed = {
      ...workload,
      // Which classes an experiment keeps is said of its own dataset.
      ...(dataset === null && keepClasses !== undefined && { keepClasses }),
      dataset: dataset ?? namedDataset(workload.dataset, own),
      epochs: flags.epochs ?? workload.epochs,
      ...(flags.augment !== undefined && { augmentation: flags.augment }),
      ...(flags.schedule !== undefined && { schedule: flags.schedule }),
    };
    refuseShift(changed, input, flags.augment === undefined ? own : "--augment");
    return changed;
  });
}

function workloadsOf({ workloads }: Experiment, names: readonly string[]): Workload[] {
  const chosen = names
    .map((name) => namedModel(name).name)
    .flatMap((model): Workload[] => {
      const known = workloads.filter((workload) => workload.model === model);
      return known.length > 0 ? known : [{ ...(workloads[0] as Workload), id: model, model }];
    });
  const ids = chosen.map(({ id }) => id);
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated === undefined) return chosen;
  throw new UsageError("two workloads would have one id", {
    where: "--model",
    got: quotedText(repeated),
    remedy: "give the experiment's own workload another id",
  });
}

function backendsFor({ name, backends }: Experiment, { backend }: ExperimentFlags): Experiment["backends"] {
  if (backend !== undefined) return backend.map((id) => findBackend(id).id);
  return backends === "all" ? backends : backends.map((id) => findBackend(id, `experiment ${name}`).id);
}

/**
 * Images that are moved further than they are wide show nothing of themselves. Throws `UsageError`; `where` names the
 * flag, or the experiment.
 */
function refuseShift({ model, augmentation }: Workload, { height, width }: ModelSpec["input"], where: string): void {
  const { shiftPixels = 0 } = augmentation ?? {};
  const most = Math.min(height, width) - 1;
  if (shiftPixels <= most) return;
  throw new UsageError("images would be shifted out of sight", {
    where,
    expected: `a shift of at most ${most} pixels for the ${height}×${width} images of ${model}`,
    got: String(shiftPixels),
  });
}
