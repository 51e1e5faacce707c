import { relative, sep } from "node:path";
import { cellFolder, runFile, weightsFile } from "@evenkeel/run-folder";
import { hashPath, NotRetrieved, sha256OfList } from "./hash-files.ts";
import type { RunSource } from "./run-source.ts";

interface RunFiles {
  readonly sha256: string;
  readonly what: string;
}

/** What a run left of the model, read and hashed. Throws `NotRetrieved`. */
export const runFiles: Readonly<
  Record<"trained-weights" | "predictions" | "record", (source: RunSource) => Promise<RunFiles>>
> = {
  "trained-weights": trainedWeights,
  predictions,
  record: async ({ folder, run }) => ({
    sha256: (await hashPath(folder, runFile)).sha256,
    what: `${runFile} of run ${run.runId}`,
  }),
};

/** Every file of trained weights that the run's cells left, each with the hash that its cell recorded. */
async function trainedWeights({ folder, run, cells }: RunSource): Promise<RunFiles> {
  const trained = cells.flatMap(({ task, weightsSha256, ...cell }) =>
    task === "train" && weightsSha256 !== undefined ? [{ ...cell, weightsSha256 }] : [],
  );
  if (trained.length === 0) throw new NotRetrieved(`run ${run.runId} trained no weights of it`);
  const files: (readonly [string, string])[] = [];
  for (const { id, workload, seed, backend, round, weightsSha256 } of trained) {
    const path = inFolder(folder, weightsFile(folder, { workload, seed, trainedBy: { backend, round } }));
    const { sha256 } = await hashPath(folder, path);
    if (sha256 !== weightsSha256) throw new NotRetrieved(`${path} is not what cell ${id} trained`);
    files.push([path, sha256]);
  }
  return { sha256: combined(files), what: `${counted(files.length, "file")} of trained weights, run ${run.runId}` };
}

async function predictions({ folder, run, cells }: RunSource): Promise<RunFiles> {
  const files: (readonly [string, string])[] = [];
  for (const { id, task } of cells) {
    if (task !== "evaluate") continue;
    const path = inFolder(folder, cellFolder(folder, id));
    files.push([path, (await hashPath(folder, path)).sha256]);
  }
  if (files.length === 0) throw new NotRetrieved(`run ${run.runId} evaluated nothing of it`);
  return { sha256: combined(files), what: `predictions of ${counted(files.length, "cell")}, run ${run.runId}` };
}

/** One file stands for itself. */
function combined(files: readonly (readonly [string, string])[]): string {
  const [first] = files;
  return files.length === 1 && first !== undefined ? first[1] : sha256OfList(files);
}

function inFolder(folder: string, file: string): string {
  return relative(folder, file).split(sep).join("/");
}

function counted(count: number, what: string): string {
  return count === 1 ? `1 ${what}` : `${count} ${what}s`;
}
