import {
  quotedText,
  UsageError,
  type Augmentation,
  type LearningRateSchedule,
  type ModelSpec,
  type OnnxDeclaration,
  type Workload,
} from "@evenkeel/core";
import { workloadInputSchema, type Experiment } from "@evenkeel/tasks";
import { namedDataset, namedModel } from "./known-names.ts";
import { mustExist, userPath } from "./user-folder.ts";

/** What a command line may change of an experiment's workloads. */
export interface WorkloadFlags {
  readonly model?: readonly string[];
  readonly onnx?: string;
  readonly labels?: string;
  readonly onnxInput?: OnnxDeclaration["input"];
  readonly onnxOutput?: OnnxDeclaration["output"];
  readonly dataset?: string;
  readonly epochs?: number;
  readonly augment?: Augmentation;
  readonly schedule?: LearningRateSchedule;
}

/**
 * The experiment's workloads of the named models; any other model takes dataset and epochs of its first workload, and a
 * file its dataset. Throws `UsageError`.
 */
export function workloadsFor(experiment: Experiment, flags: WorkloadFlags): Workload[] {
  const given = givenBy(experiment, flags);
  const own = given === null || flags.model !== undefined ? chosenOf(experiment, flags.model) : [];
  const chosen = [...own, ...(given === null ? [] : [given])];
  refuseRepeated(chosen);
  refuseIdleFlags(chosen, flags);
  return chosen.map((workload) => changed(workload, flags, `experiment ${experiment.name}`));
}

function changed({ keepClasses, ...workload }: Workload, flags: WorkloadFlags, own: string): Workload {
  const dataset = flags.dataset === undefined ? null : namedDataset(flags.dataset);
  const named = {
    ...workload,
    // Which classes an experiment keeps is said of its own dataset.
    ...(dataset === null && keepClasses !== undefined && { keepClasses }),
    dataset: dataset ?? namedDataset(workload.dataset, own),
  };
  if (named.source !== undefined) return { ...named, source: located(named.source, own) };
  const trained = {
    ...named,
    epochs: flags.epochs ?? named.epochs,
    ...(flags.augment !== undefined && { augmentation: flags.augment }),
    ...(flags.schedule !== undefined && { schedule: flags.schedule }),
  };
  const { input } = namedModel(trained.model, own);
  refuseShift(trained, input, flags.augment === undefined ? own : "--augment");
  return trained;
}

/** With the places of its files whole. Throws `UsageError` where one is not there. */
function located(source: OnnxDeclaration, own: string): OnnxDeclaration {
  const there = (typed: string, flag: string) => {
    const path = userPath(typed, flag);
    mustExist(path, flag, "a file");
    return path;
  };
  const { file, labels } = source;
  return {
    ...source,
    file: there(file, `${own}, source.file`),
    ...(typeof labels === "string" && { labels: there(labels, `${own}, source.labels`) }),
  };
}

/** The workload of the file that the flags name; null where they name none. */
function givenBy({ workloads: [first] }: Experiment, flags: WorkloadFlags): Workload | null {
  const { onnx, labels, onnxInput: input, onnxOutput: output } = flags;
  if (onnx === undefined) {
    const idle = [labels && "--labels", input && "--onnx-input", output && "--onnx-output"].filter(Boolean);
    if (idle.length === 0) return null;
    throw new UsageError("there is no model that it could be said of", {
      where: idle.join(", "),
      remedy: "name the model's file with --onnx",
    });
  }
  const file = userPath(onnx, "--onnx");
  mustExist(file, "--onnx", "a file");
  const labelsFile = labels === undefined ? undefined : userPath(labels, "--labels");
  if (labelsFile !== undefined) mustExist(labelsFile, "--labels", "a file");
  const source = {
    kind: "onnx" as const,
    file,
    ...(labelsFile !== undefined && { labels: labelsFile }),
    ...(input !== undefined && { input }),
    ...(output !== undefined && { output }),
  };
  const dataset = first?.dataset ?? "";
  // Named as an experiment's own would be.
  return workloadInputSchema.parse({ source, dataset });
}

function chosenOf({ workloads }: Experiment, names: readonly string[] | undefined): Workload[] {
  if (names === undefined) return workloads;
  return names.flatMap((name): Workload[] => {
    const known = workloads.filter((workload) => workload.model === name);
    if (known.length > 0) return known;
    const model = namedModel(name).name;
    const { source: _source, ...rest } = workloads[0] as Workload;
    return [{ ...rest, id: model, model }];
  });
}

function refuseRepeated(chosen: readonly Workload[]): void {
  const ids = chosen.map(({ id }) => id);
  const repeated = ids.find((id, index) => ids.indexOf(id) !== index);
  if (repeated === undefined) return;
  throw new UsageError("two workloads would have one id", {
    where: "--model",
    got: quotedText(repeated),
    remedy: "give the experiment's own workload another id",
  });
}

/** What is said of training does nothing where every model comes trained. */
function refuseIdleFlags(chosen: readonly Workload[], { epochs, augment, schedule }: WorkloadFlags): void {
  if (chosen.some(({ source }) => source === undefined)) return;
  const idle = [
    epochs !== undefined && "--epochs",
    augment !== undefined && "--augment",
    schedule !== undefined && "--schedule",
  ].filter((flag) => flag !== false);
  if (idle.length === 0) return;
  throw new UsageError("nothing is trained that it could be said of", {
    where: idle.join(", "),
    got: `models that come trained: ${chosen.map(({ model }) => model).join(", ")}`,
    remedy: "leave it out, or add a network with --model",
  });
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
