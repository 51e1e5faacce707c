import { RunFolderError, type ModelSpec } from "@evenkeel/core";
import { encodeSafetensors, initialWeights } from "@evenkeel/models";
import { readBytes, weightsFile, writeBytes, type WorkloadInfo } from "@evenkeel/run-folder";
import { sha256Of } from "../sha256.ts";

/** Makes a workload's initial weights, one set for all backends, and keeps them in the run folder. Gives the sha256. */
export async function saveInitialWeights(
  folder: string,
  { workload, spec, seed }: { workload: string; spec: ModelSpec; seed: number },
): Promise<string> {
  const bytes = encodeSafetensors(initialWeights(spec, seed), { model: spec.name, seed: String(seed) });
  await writeBytes(weightsFile(folder, { workload, seed, trainedBy: null }), bytes);
  return sha256Of(bytes);
}

/** Throws `RunFolderError` when the run folder's initial weights are not those that the run began with. */
export async function checkInitialWeights(
  folder: string,
  { id: workload, initialWeights: recorded }: Pick<WorkloadInfo, "id" | "initialWeights">,
): Promise<void> {
  for (const [seed, expected] of Object.entries(recorded)) {
    const file = weightsFile(folder, { workload, seed: Number(seed), trainedBy: null });
    const got = sha256Of(await readBytes(file));
    if (got === expected) continue;
    throw new RunFolderError("not the initial weights that the run began with", {
      where: file,
      expected: `sha256 ${expected}`,
      got,
      remedy: "restore the file, or begin a new run",
    });
  }
}
