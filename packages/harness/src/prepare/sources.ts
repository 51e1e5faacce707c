import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Cell, Workload } from "@evenkeel/core";
import { absoluteName, isOwnData, reportedName } from "@evenkeel/data";
import { writeBytes } from "@evenkeel/run-folder";
import type { Experiment } from "@evenkeel/tasks";
import { z } from "zod";
import { sha256Of } from "../sha256.ts";

/** By workload: the name of its data with the path on this machine. */
type Sources = Readonly<Record<string, string>>;

const sourcesSchema = z.record(z.string(), z.string());

/** An experiment as a run folder keeps it: one's own data by its folder's name, not by its place on the machine. */
export function reportedExperiment(experiment: Experiment): Experiment {
  return { ...experiment, workloads: experiment.workloads.map(reportedDataset) };
}

/** A cell likewise. */
export function reportedDataset<T extends Pick<Workload | Cell, "dataset">>(one: T): T {
  return { ...one, dataset: reportedName(one.dataset) };
}

/** A word of the command line likewise: `folder:/home/me/pets` and `--dataset=folder:/home/me/pets`. */
export function reportedWord(word: string): string {
  const [, flag = "", value = word] = /^(--dataset=)(.*)$/s.exec(word) ?? [];
  return `${flag}${reportedName(value)}`;
}

/**
 * Keeps in the project's cache, outside of the run folder, where a run's own data lies on this machine, so that
 * `--resume` finds it from any working folder. Throws `RunFolderError`.
 */
export async function rememberSources(root: string, runId: string, workloads: readonly Workload[]): Promise<void> {
  const own = workloads.filter(({ dataset }) => isOwnData(dataset));
  if (own.length === 0) return;
  const places = Object.fromEntries(own.map(({ id, dataset }) => [id, absoluteName(dataset)]));
  await writeBytes(sourcesFile(root, runId), JSON.stringify(places), "project");
}

/** Where a run's own data lies; empty where the run began on another checkout. Never rejects. */
export async function knownSources(root: string, runId: string): Promise<Sources> {
  try {
    return sourcesSchema.parse(JSON.parse(await readFile(sourcesFile(root, runId), "utf8")));
  } catch {
    return {};
  }
}

/** Named by a hash: a run's id comes from a file. */
function sourcesFile(root: string, runId: string): string {
  const name = sha256Of(runId).slice(0, 32);
  return join(root, ".cache", "sources", `${name}.json`);
}
