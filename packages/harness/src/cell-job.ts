import type { Cell, CellResult, Experiment, RuntimeInfo } from "@evenkeel/core";
import type { Fold } from "@evenkeel/data";
import { weightsFile } from "@evenkeel/run-folder";
import type { CellJob } from "./protocol/jobs.ts";
import type { PreparedModel } from "./prepare/prepare.ts";

/** What the cell's process is told. */
export function cellJob(
  runFolder: string,
  cell: Cell,
  experiment: Experiment,
  model: PreparedModel,
  probed: RuntimeInfo,
  settled: ReadonlyMap<string, CellResult>,
): CellJob {
  const { seed, threads, budgetSeconds, throughputBatchSizes, stepTime } = experiment;
  return {
    kind: "cell",
    runFolder,
    cell,
    spec: model.info.spec,
    epochs: model.epochs,
    augmentation: model.augmentation,
    datasetFolder: model.datasetFolder,
    fold: foldOf(cell, experiment),
    seed,
    threads: cell.threads ?? threads,
    budgetSeconds,
    throughputBatchSizes,
    stepTimeBatchSizes: stepTime?.batchSizes ?? [],
    probed,
    checkedIn: checkedIn(cell, settled),
    weights: cell.task === "evaluate" ? evaluatedWeights(runFolder, cell, settled) : initial(runFolder, cell, []),
  };
}

/** Where the gate has looked at this backend before, for another model. */
function checkedIn({ task, backend }: Cell, settled: ReadonlyMap<string, CellResult>): string | null {
  if (task !== "gradients") return null;
  const earlier = [...settled.values()].find(
    (other) => other.task === "gradients" && other.backend === backend && other.state === "completed",
  );
  return earlier?.id ?? null;
}

/** The fold that a cell's round evaluates on; null without cross-validation. */
export function foldOf(
  { round }: Pick<Cell, "round">,
  { crossValidationFolds: folds, seed }: Pick<Experiment, "crossValidationFolds" | "seed">,
): Fold | null {
  return folds === undefined ? null : { folds, fold: ((round - 1) % folds) + 1, seed };
}

/** What the same backend trained in the same round, where that came to an end; else the initial weights, and it is said. */
function evaluatedWeights(runFolder: string, cell: Cell, settled: ReadonlyMap<string, CellResult>): CellJob["weights"] {
  const { model, backend, round } = cell;
  const training = [...settled.values()].find(
    (other) => other.task === "train" && other.model === model && other.backend === backend && other.round === round,
  );
  if (training?.state !== "completed") {
    return initial(runFolder, cell, [`untrained: ${backend} left no trained weights in round ${round}`]);
  }
  const file = weightsFile(runFolder, model, { backend, round });
  return { file, origin: "trained", limits: training.limits.map((limit) => `weights of limited training: ${limit}`) };
}

function initial(runFolder: string, { model }: Cell, limits: string[]): CellJob["weights"] {
  return { file: weightsFile(runFolder, model, "initial"), origin: "initial", limits };
}
