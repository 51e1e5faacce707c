import { isControl, type Cell, type CellResult, type RuntimeInfo } from "@evenkeel/core";
import type { Fold } from "@evenkeel/data";
import { weightsFile } from "@evenkeel/run-folder";
import type { Experiment } from "@evenkeel/tasks";
import type { PreparedWorkload } from "./prepare/prepare.ts";
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
  const start = { runFolder, cell, info: workload.info };
  return {
    kind: "cell",
    runFolder,
    cell,
    spec: trainedSpec(workload),
    augmentation: workload.info.augmentation,
    datasetFolder: workload.datasetFolder,
    fold: foldOf(cell, experiment),
    threads: cell.variant.threads ?? null,
    budgetSeconds: experiment.budgetSeconds,
    settings: experiment.tasks[cell.task] ?? {},
    probed,
    checkedIn: checkedIn(cell, settled),
    weights: cell.task === "evaluate" ? evaluatedWeights(start, settled) : initial(start, []),
  };
}

/** The network with what its workload says of the training in the recipe. */
function trainedSpec({ spec, info: { epochs, schedule } }: PreparedWorkload): CellJob["spec"] {
  return { ...spec, recipe: { ...spec.recipe, epochs, ...(schedule !== undefined && { schedule }) } };
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

interface Start {
  readonly runFolder: string;
  readonly cell: Cell;
  readonly info: PreparedWorkload["info"];
}

/** What the same backend trained from the same seed where that completed; else the initial weights, and it says so. */
function evaluatedWeights(start: Start, settled: ReadonlyMap<string, CellResult>): CellJob["weights"] {
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

function initial({ runFolder, cell, info }: Start, limits: CellJob["weights"]["limits"]): CellJob["weights"] {
  const { workload, seed } = cell;
  const file = weightsFile(runFolder, { workload, seed, trainedBy: null });
  return { file, origin: "initial", sha256: info.initialWeights[seed] ?? null, trainedIn: null, limits };
}
