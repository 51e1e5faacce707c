import { taskSchema, UsageError, type Augmentation, type TaskName, type Workload } from "@evenkeel/core";
import { datasets, isOwnData } from "@evenkeel/data";
import { findModel } from "@evenkeel/models";
import { taskDefinition, type Experiment } from "@evenkeel/tasks";
import { findBackend } from "./registry.ts";

/** What a command line may change of an experiment. Undefined leaves it as it is. */
export interface ExperimentFlags {
  readonly backend?: readonly string[];
  readonly model?: readonly string[];
  readonly dataset?: string;
  readonly task?: readonly string[];
  readonly rounds?: number;
  readonly folds?: number;
  readonly epochs?: number;
  readonly augment?: Augmentation;
  readonly seeds?: readonly number[];
  readonly threads?: number;
  readonly budget?: number;
}

/** The experiment with the flags applied. Throws `UsageError` for unknown names. */
export function applyFlags(experiment: Experiment, flags: ExperimentFlags): Experiment {
  const folds = flags.folds ?? experiment.crossValidationFolds;
  return checkedFolds({
    ...experiment,
    backends: flags.backend === undefined ? experiment.backends : unique(flags.backend.map((id) => findBackend(id).id)),
    workloads: workloadsFor(experiment, flags),
    tasks: tasksFor(experiment, flags),
    rounds: flags.rounds ?? flags.folds ?? experiment.rounds,
    ...(folds !== undefined && { crossValidationFolds: folds }),
    seeds: flags.seeds === undefined ? experiment.seeds : unique(flags.seeds),
    threads: flags.threads ?? experiment.threads,
    budgetSeconds: flags.budget ?? experiment.budgetSeconds,
  });
}

/** The chosen tasks with the experiment's settings, else their defaults; threads asked for replace the experiment's. */
function tasksFor({ tasks }: Experiment, { task: names, threads }: ExperimentFlags): Experiment["tasks"] {
  const chosen = names?.map(parseTask) ?? (Object.keys(tasks) as TaskName[]);
  return Object.fromEntries(
    chosen.map((name) => {
      const settings = { ...(tasks[name] ?? taskDefinition(name).settings.parse({})) };
      return [name, threads !== undefined && "threads" in settings ? { ...settings, threads: [threads] } : settings];
    }),
  );
}

/** Every fold is evaluated equally often, or else some images would count more than others. */
function checkedFolds(experiment: Experiment): Experiment {
  const { crossValidationFolds: folds, rounds } = experiment;
  if (folds === undefined || rounds % folds === 0) return experiment;
  throw new UsageError("cross-validation needs a multiple of its folds as rounds", {
    where: "--rounds, --folds or the experiment",
    expected: `${folds}, ${2 * folds}, … rounds for ${folds} folds`,
    got: `${rounds}`,
    remedy: "leave --rounds out, or change it",
  });
}

/** The experiment's workloads of the named models; any other model takes dataset and epochs of its first workload. */
function workloadsFor(experiment: Experiment, flags: ExperimentFlags): Workload[] {
  const chosen = flags.model === undefined ? experiment.workloads : workloadsOf(experiment, flags.model);
  return chosen.map(({ keepClasses, ...workload }) => ({
    ...workload,
    // Which classes an experiment keeps is said of its own dataset.
    ...(flags.dataset === undefined
      ? keepClasses !== undefined && { keepClasses }
      : { dataset: parseDataset(flags.dataset) }),
    epochs: flags.epochs ?? workload.epochs,
    ...(flags.augment !== undefined && { augmentation: flags.augment }),
  }));
}

function workloadsOf({ workloads }: Experiment, names: readonly string[]): Workload[] {
  const chosen = unique(names.map((name) => findModel(name).name)).flatMap((model): Workload[] => {
    const known = workloads.filter((workload) => workload.model === model);
    return known.length > 0 ? known : [{ ...(workloads[0] as Workload), id: model, model }];
  });
  const ids = chosen.map(({ id }) => id);
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated === undefined) return chosen;
  throw new UsageError("two workloads would have one id", {
    where: "--model",
    got: `"${repeated}"`,
    remedy: "give the experiment's own workload another id",
  });
}

function unique<T>(values: readonly T[]): T[] {
  return [...new Set(values)];
}

function parseDataset(name: string): string {
  if (datasets.has(name) || isOwnData(name)) return name;
  throw new UsageError("unknown dataset", {
    where: "--dataset",
    expected: `${[...datasets.keys()].join(", ")}, or folder:<path> for images, idx:<folder>, cifar:<folder> for files of your own`,
    got: `"${name}"`,
  });
}

function parseTask(name: string): TaskName {
  const parsed = taskSchema.safeParse(name);
  if (!parsed.success) {
    throw new UsageError("unknown task", {
      where: "--task",
      expected: taskSchema.options.join(", "),
      got: `"${name}"`,
    });
  }
  return parsed.data;
}
