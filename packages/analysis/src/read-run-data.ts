import { relative, sep } from "node:path";
import { RunFolderError, type CompletedCell, type TaskName } from "@evenkeel/core";
import { publicText, readOpenness, readPictures, readRun, readSamples } from "@evenkeel/run-folder";
import type { SamplesOf } from "@evenkeel/tasks";
import { claimsOf } from "./claims/claims-of.ts";
import { refuseImplausible } from "./plausible.ts";
import { predictionsOf } from "./predictions.ts";
import { noSamples, type RunData, type SampleProblem, type Samples } from "./run-data.ts";

/**
 * A run with the raw samples of its completed cells. Samples that are missing or damaged become `problems`: a report
 * says so and shows the rest. Throws `RunFolderError` when the run itself cannot be read.
 */
export async function readRunData(folder: string): Promise<RunData> {
  const run = await readRun(folder);
  const samples = noSamples();
  const problems: SampleProblem[] = [];
  for (const cell of run.cells) {
    if (cell.state !== "completed") continue;
    const message = await readInto(samples, folder, cell);
    if (message !== null) problems.push({ cellId: cell.id, message });
  }
  const pictures = await orProblem("pictures", readPictures, folder, problems);
  const openness = await orProblem("openness", readOpenness, folder, problems);
  const kept = { ...(pictures !== null && { pictures }), ...(openness !== null && { openness }) };
  const data = { run, samples, problems, ...kept };
  // A run that is not closed, or that was made before there were claims.
  return run.claims.length > 0 ? data : { ...data, run: { ...run, claims: claimsOf(data) } };
}

/** What the folder keeps for its page alone; what is wrong with it becomes a problem. */
async function orProblem<T>(
  what: string,
  reading: (folder: string) => Promise<T>,
  folder: string,
  problems: SampleProblem[],
): Promise<T | null> {
  try {
    return await reading(folder);
  } catch (error) {
    if (!(error instanceof RunFolderError)) throw error;
    problems.push({ cellId: what, message: withoutFolder(error.message, folder) });
    return null;
  }
}

/** Null when all is well, otherwise what is wrong with the cell's file. */
async function readInto(samples: Samples, folder: string, cell: CompletedCell): Promise<string | null> {
  try {
    return (await readers[cell.task](samples, folder, cell.id)) ? null : `no ${cell.task} samples in the run folder`;
  } catch (error) {
    if (!(error instanceof RunFolderError)) throw error;
    return withoutFolder(error.message, folder);
  }
}

type Reader = (samples: Samples, folder: string, cellId: string) => Promise<boolean>;

const readers: Readonly<Record<TaskName, Reader>> = {
  train: async (samples, folder, id) => keep(samples.training, id, await read(folder, id, "train")),
  latency: async (samples, folder, id) => keep(samples.latency, id, await read(folder, id, "latency")),
  throughput: async (samples, folder, id) => keep(samples.throughput, id, await read(folder, id, "throughput")),
  "step-time": async (samples, folder, id) => keep(samples.stepTimes, id, await read(folder, id, "step-time")),
  evaluate: async (samples, folder, id) => {
    const raw = await readSamples(folder, id, "evaluate");
    const predictions = raw === null ? null : predictionsOf(raw, `cells/${id}`);
    if (raw !== null) refuseImplausible("evaluate", raw, `cells/${id}`);
    return keep(samples.predictions, id, predictions);
  },
  overhead: async (samples, folder, id) => keep(samples.overheads, id, await read(folder, id, "overhead")),
  gradients: async (samples, folder, id) =>
    keep(samples.checks, id, (await read(folder, id, "gradients"))?.checks ?? null),
  "multi-stream": async (samples, folder, id) => keep(samples.multiStreams, id, await read(folder, id, "multi-stream")),
  server: async (samples, folder, id) => keep(samples.servers, id, await read(folder, id, "server")),
  "time-to-accuracy": async (samples, folder, id) =>
    keep(samples.timeToAccuracy, id, await read(folder, id, "time-to-accuracy")),
};

/** A cell's samples, with numbers that can be counted with. Null where it has none. Throws `RunFolderError`. */
async function read<T extends TaskName>(folder: string, id: string, task: T): Promise<SamplesOf<T> | null> {
  const samples = await readSamples(folder, id, task);
  if (samples !== null) refuseImplausible(task, samples, `cells/${id}`);
  return samples;
}

function keep<T>(into: Map<string, T>, cellId: string, value: T | null): boolean {
  if (value === null) return false;
  into.set(cellId, value);
  return true;
}

/** A report is published: it does not say where the folder lay on the machine. */
function withoutFolder(message: string, folder: string): string {
  const within = message.replaceAll(`${folder}${sep}`, "").replaceAll(`${relative(process.cwd(), folder)}${sep}`, "");
  return publicText(within);
}
