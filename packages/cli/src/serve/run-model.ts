import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { basename } from "node:path";
import { DataError, UsageError, type CompletedCell } from "@evenkeel/core";
import { readRun, weightsFile, type Run, type WorkloadInfo } from "@evenkeel/run-folder";
import { knownName } from "../known-name.ts";
import type { ChosenModel } from "./chosen-model.ts";
import { fittingLabels } from "./labels.ts";
import { trainedSource } from "./trained-source.ts";

export interface RunFlags {
  readonly workload?: string;
  readonly trainedBy?: string;
  readonly seed?: number;
}

interface Kept {
  readonly cell: CompletedCell;
  readonly file: string;
}

/**
 * A trained model of a run whose weights are kept; the first in the order of the plan, unless flags say which. A swap
 * goes to another one of the workload, of another seed where there is one. Throws `UsageError` where there is none,
 * `DataError` where a file is not what its cell left.
 */
export async function trainedInRun(
  folder: string,
  flags: RunFlags,
  stated: readonly string[] | null,
): Promise<ChosenModel> {
  const run = await readRun(folder);
  const workload = workloadOf(run, flags.workload);
  const kept = keptWeights(run, folder, workload);
  const fits = ({ cell }: Kept) =>
    (flags.seed === undefined || cell.seed === flags.seed) &&
    (flags.trainedBy === undefined || cell.backend === flags.trainedBy);
  const chosen = kept.find(fits);
  if (chosen === undefined) throw noWeights(folder, kept, flags);
  const others = kept.filter(({ file }) => file !== chosen.file);
  const other = others.find(({ cell }) => cell.seed !== chosen.cell.seed) ?? others[0];
  const specs = run.models.flatMap((model) => ("spec" in model ? [model.spec] : []));
  const written = specs.find(({ name }) => name === workload.model);
  if (written === undefined) throw new DataError("its model is not in the run", { where: folder, got: workload.model });
  const source = await trainedSource(written, wholeFile(chosen));
  return {
    network: source.spec,
    source,
    swapped: other === undefined ? null : await trainedSource(written, wholeFile(other)),
    labels: fittingLabels(stated ?? workload.dataset.classNames, source.spec),
    origin: `run ${run.runId}, workload ${workload.id}, seed ${chosen.cell.seed}, trained by ${chosen.cell.backend}`,
  };
}

function workloadOf({ workloads }: Run, named: string | undefined): WorkloadInfo {
  const ids = workloads.map(({ id }) => id);
  const id = named === undefined ? ids[0] : knownName(named, ids, { what: "workload", where: "--workload" });
  const workload = workloads.find((one) => one.id === id);
  if (workload === undefined) throw new DataError("a run without workloads");
  return workload;
}

/** Cells whose trained weights lie in the run folder, each file once. */
function keptWeights({ cells }: Run, folder: string, { id }: WorkloadInfo): Kept[] {
  const byFile = new Map<string, CompletedCell>();
  for (const cell of cells) {
    if (cell.task !== "train" || cell.state !== "completed" || cell.workload !== id) continue;
    const trainedBy = { backend: cell.backend, round: cell.round };
    const file = weightsFile(folder, { workload: id, seed: cell.seed, trainedBy });
    if (!byFile.has(file) && existsSync(file)) byFile.set(file, cell);
  }
  return [...byFile].map(([file, cell]) => ({ file, cell }));
}

/** The file, if it is the one that its cell left. */
function wholeFile({ cell, file }: Kept): string {
  const sha256 = createHash("sha256").update(readFileSync(file)).digest("hex");
  if (cell.weightsSha256 === undefined || cell.weightsSha256 === sha256) return file;
  throw new DataError("other weights than the run left", {
    where: file,
    expected: `sha256 ${cell.weightsSha256}`,
    got: sha256,
  });
}

function noWeights(folder: string, kept: readonly Kept[], { seed, trainedBy }: RunFlags): UsageError {
  if (kept.length === 0) {
    return new UsageError("no trained weights are kept in this run", {
      where: folder,
      remedy: "run an experiment that trains, and serve its run folder",
    });
  }
  return new UsageError("no such weights in this run", {
    where: seed === undefined ? "--trained-by" : "--seed",
    expected: kept.map(({ file }) => basename(file)).join(", "),
    got: [...(seed === undefined ? [] : [`seed ${seed}`]), ...(trainedBy === undefined ? [] : [trainedBy])].join(", "),
  });
}
