import { readFile } from "node:fs/promises";
import { basename, join } from "node:path";
import { onnxInterfaceSchema, type Cell, type Workload } from "@evenkeel/core";
import { absoluteName, isOwnData, reportedName } from "@evenkeel/data";
import { writeBytes } from "@evenkeel/run-folder";
import type { Experiment } from "@evenkeel/tasks";
import { z } from "zod";
import { sha256Of } from "../sha256.ts";
import { nameOfModel, type KnownModel } from "./given-model.ts";

const placesSchema = z.strictObject({
  /** The name of its data with the path on this machine. */
  dataset: z.string().exactOptional(),
  /** The file of a given model, and how it is called. */
  model: z.strictObject({ file: z.string(), interface: onnxInterfaceSchema }).exactOptional(),
});
const sourcesSchema = z.record(z.string(), placesSchema);

/** By workload: what of it lies where on this machine. */
export type Sources = Readonly<Record<string, z.infer<typeof placesSchema>>>;

/** An experiment as a run folder keeps it: one's own data and models by their names, not by their places. */
export function reportedExperiment(experiment: Experiment): Experiment {
  return { ...experiment, workloads: experiment.workloads.map((own) => reportedSource(reportedDataset(own))) };
}

/** A cell likewise. */
export function reportedDataset<T extends Pick<Workload | Cell, "dataset">>(one: T): T {
  return { ...one, dataset: reportedName(one.dataset) };
}

function reportedSource({ source, ...workload }: Workload): Workload {
  if (source === undefined) return workload;
  const { file, labels } = source;
  return {
    ...workload,
    source: {
      ...source,
      file: basename(file),
      ...(typeof labels === "string" && { labels: basename(labels) }),
    },
  };
}

/** A word of the command line likewise: `folder:/home/me/pets` and `--dataset=folder:/home/me/pets`. */
export function reportedWord(word: string): string {
  const [, flag = "", value = word] = /^(--dataset=)(.*)$/s.exec(word) ?? [];
  return `${flag}${reportedName(value)}`;
}

/**
 * Keeps in the project's cache, outside of the run folder, where a run's own data and given models lie on this machine,
 * so that `--resume` finds them from any working folder. Throws `RunFolderError`.
 */
export async function rememberSources(
  root: string,
  runId: string,
  { workloads, models }: { readonly workloads: readonly Workload[]; readonly models: readonly KnownModel[] },
): Promise<void> {
  const places = workloads.flatMap(({ id, dataset, model: name }) => {
    const own = isOwnData(dataset) ? { dataset: absoluteName(dataset) } : {};
    const given = models.find((model) => nameOfModel(model) === name);
    const model = given !== undefined && "info" in given ? { model: placeOf(given) } : {};
    return Object.keys({ ...own, ...model }).length === 0 ? [] : [[id, { ...own, ...model }] as const];
  });
  if (places.length === 0) return;
  await writeBytes(sourcesFile(root, runId), JSON.stringify(Object.fromEntries(places)), "project");
}

function placeOf({ file, info }: Extract<KnownModel, { readonly info: unknown }>) {
  return { file, interface: info.interface };
}

/** Where a run's own data and models lie; empty where the run began on another checkout. Never rejects. */
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
