import { taskSchema, UsageError, type Augmentation, type Experiment, type Task, type Workload } from "@evenkeel/core";
import { datasets, isFolderName } from "@evenkeel/data";
import { findModel } from "@evenkeel/models";
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
  readonly seed?: number;
  readonly threads?: number;
  readonly budget?: number;
}

/** The experiment with the flags applied. Throws `UsageError` for unknown names. */
export function applyFlags(experiment: Experiment, flags: ExperimentFlags): Experiment {
  const folds = flags.folds ?? experiment.crossValidationFolds;
  return checkedFolds({
    ...experiment,
    backends: flags.backend?.map((id) => findBackend(id).id) ?? experiment.backends,
    workloads: workloadsFor(experiment, flags),
    tasks: withGate(flags.task?.map(parseTask) ?? experiment.tasks),
    rounds: flags.rounds ?? flags.folds ?? experiment.rounds,
    ...(folds !== undefined && { crossValidationFolds: folds }),
    seed: flags.seed ?? experiment.seed,
    ...withThreads(experiment, flags.threads),
    budgetSeconds: flags.budget ?? experiment.budgetSeconds,
  });
}

function withThreads({ threads, stepTime }: Experiment, asked: number | undefined): Partial<Experiment> {
  if (asked === undefined) return { threads };
  return { threads: asked, ...(stepTime !== undefined && { stepTime: { ...stepTime, threads: [asked] } }) };
}

/** What trains is proved first: without the gate a training number stands for nothing. */
function withGate(tasks: readonly Task[]): Task[] {
  const trains = tasks.includes("train") || tasks.includes("step-time");
  return trains && !tasks.includes("gradients") ? ["gradients", ...tasks] : [...tasks];
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

/** The experiment's workloads of the named models; a model it does not have takes dataset and epochs of its first workload. */
function workloadsFor(experiment: Experiment, flags: ExperimentFlags): Workload[] {
  const chosen =
    flags.model?.map((name): Workload => {
      const model = findModel(name).name;
      const known = experiment.workloads.find((workload) => workload.model === model);
      return known ?? { ...(experiment.workloads[0] as Workload), model };
    }) ?? experiment.workloads;
  return chosen.map((workload) => ({
    ...workload,
    dataset: flags.dataset === undefined ? workload.dataset : parseDataset(flags.dataset),
    epochs: flags.epochs ?? workload.epochs,
    ...(flags.augment !== undefined && { augmentation: flags.augment }),
  }));
}

function parseDataset(name: string): string {
  if (datasets.has(name) || isFolderName(name)) return name;
  throw new UsageError("unknown dataset", {
    where: "--dataset",
    expected: `${[...datasets.keys()].join(", ")}, or folder:<path> for a folder of images`,
    got: `"${name}"`,
  });
}

function parseTask(name: string): Task {
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
