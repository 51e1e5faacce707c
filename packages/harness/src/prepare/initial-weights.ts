import { createHash } from "node:crypto";
import { RunFolderError, type ModelInfo, type ModelSpec } from "@evenkeel/core";
import { encodeSafetensors, flopsPerSample, initialWeights, parameterCount } from "@evenkeel/models";
import { readBytes, weightsFile, writeBytes } from "@evenkeel/run-folder";

/** Makes a model's initial weights, from which every backend starts, and keeps them in the run folder. */
export async function saveInitialWeights(folder: string, spec: ModelSpec, seed: number): Promise<ModelInfo> {
  const bytes = encodeSafetensors(initialWeights(spec, seed), { model: spec.name, seed: String(seed) });
  await writeBytes(weightsFile(folder, spec.name, "initial"), bytes);
  return {
    spec,
    parameters: parameterCount(spec),
    flopsPerSample: flopsPerSample(spec),
    initialWeightsSha256: sha256(bytes),
  };
}

/** Throws `RunFolderError` when the run folder's initial weights are not those that the run began with. */
export async function checkInitialWeights(folder: string, { spec, initialWeightsSha256 }: ModelInfo): Promise<void> {
  const file = weightsFile(folder, spec.name, "initial");
  const got = sha256(await readBytes(file));
  if (got === initialWeightsSha256) return;
  throw new RunFolderError("not the initial weights that the run began with", {
    where: file,
    expected: `sha256 ${initialWeightsSha256}`,
    got,
    remedy: "restore the file, or begin a new run",
  });
}

function sha256(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
