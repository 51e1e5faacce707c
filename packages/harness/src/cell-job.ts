import { isControl, type Cell, type CellResult, type RuntimeInfo } from "@evenkeel/core";
import type { Fold } from "@evenkeel/data";
import { weightsFile } from "@evenkeel/run-folder";
import type { Experiment } from "@evenkeel/tasks";
import type { PreparedWorkload } from "./prepare/prepare.ts";
import type { CellModel, CellWeights } from "./protocol/cell-model.ts";
import type { CellJob } from "./protocol/jobs.ts";

/** What the cell's process is told. */
export function cellJob(
  runFolder: string,
  cell: Cell,
  experiment: Experiment,
  workload: PreparedWorkload,
  probed: RuntimeInfo,
  settled: ReadonlyMap<string, CellResult>,
): CellJob {
  return {
    kind: "cell",
    runFolder,
    cell,
    model: cellModel({ runFolder, cell, workload }, settled),
    augmentation: workload.info.augmentation,
    datasetFolder: workload.datasetFolder,
    fold: foldOf(cell, experiment),
    threads: cell.variant.threads ?? null,
    budgetSeconds: experiment.budgetSeconds,
    settings: experiment.tasks[cell.task] ?? {},
    probed,
    checkedIn: checkedIn(cell, settled),
  };
}

interface Start {
  readonly runFolder: string;
  readonly cell: Cell;
  readonly workload: PreparedWorkload;
}

/**
 * The network, with what its workload says of the training in the recipe and its weights; or a model as it was
 * given.
 */
function cellModel(start: Start, settled: ReadonlyMap<string, CellResult>): CellModel {
  const { model, info } = start.workload;
  if (model.kind === "onnx") {
    const { network, file, interface: own } = model.info;
    const { outputOrder = [], otherClasses = [] } = info;
    return { kind: "onnx", network, file: model.file, sha256: file.sha256, interface: own, outputOrder, otherClasses };
  }
  const { epochs = model.spec.recipe.epochs, schedule } = info;
  const spec = {
    ...model.spec,
    recipe: { ...model.spec.recipe, epochs, ...(schedule !== undefined && { schedule }) },
  };
  const weights = start.cell.task === "evaluate" ? evaluatedWeights(start, settled) : initial(start, []);
  return { kind: "spec", spec, weights };
}

/** Where the gate has looked at this backend before on as many threads, for another model. */
function checkedIn({ task, backend, variant }: Cell, settled: ReadonlyMap<string, CellResult>): string | null {
  if (task !== "gradients") return null;
  const earlier = [...settled.values()].find(
    (other) =>
      other.task === "gradients" &&
      other.backend === backend &&
      other.variant.threads === variant.threads &&
      other.state === "completed",
  );
  return earlier?.id ?? null;
}

/** The fold that a cell's round evaluates on; null without cross-validation. All seeds share the first seed's split. */
export function foldOf(
  { round }: Pick<Cell, "round">,
  { crossValidationFolds: folds, seeds: [seed = 0] }: Pick<Experiment, "crossValidationFolds" | "seeds">,
): Fold | null {
  return folds === undefined ? null : { folds, fold: ((round - 1) % folds) + 1, seed };
}

/** What the same backend trained from the same seed where that completed; else the initial weights, and it says so. */
function evaluatedWeights(start: Start, settled: ReadonlyMap<string, CellResult>): CellWeights {
  const { workload, backend, seed, round } = start.cell;
  const training = [...settled.values()].find(
    (other) =>
      other.task === "train" &&
      other.timesOnly !== true &&
      !isControl(other) &&
      other.workload === workload &&
      other.backend === backend &&
      other.seed === seed &&
      other.round === round,
  );
  if (training?.state !== "completed") {
    return initial(start, [{ work: "train", done: 0, planned: null, unit: "steps", seconds: null }]);
  }
  const file = weightsFile(start.runFolder, { workload, seed, trainedBy: { backend, round } });
  return {
    file,
    origin: "trained",
    sha256: training.weightsSha256 ?? null,
    trainedIn: training.id,
    limits: training.limits,
  };
}

function initial({ runFolder, cell, workload: { info } }: Start, limits: CellWeights["limits"]): CellWeights {
  const { workload, seed } = cell;
  const file = weightsFile(runFolder, { workload, seed, trainedBy: null });
  return { file, origin: "initial", sha256: info.initialWeights[seed] ?? null, trainedIn: null, limits };
}
