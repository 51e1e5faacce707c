import { DataError, RunFolderError } from "@evenkeel/core";
import { checkFinite, checkWeights, decodeSafetensors, encodeSafetensors } from "@evenkeel/models";
import { readBytes, readSamples, weightsFile, writeBytes, writeSamples } from "@evenkeel/run-folder";
import type { CellJob } from "../protocol/jobs.ts";
import { readBatchOrder } from "../prepare/batch-order.ts";
import { sha256Of } from "../sha256.ts";
import type { CellStore } from "./cell-store.ts";
import { readDataset } from "./read-dataset.ts";

/** The files of a run folder and of the cache of decoded datasets, for one cell. */
export function runFolderStore(job: CellJob): CellStore {
  const { runFolder, cell, spec } = job;
  return {
    dataset: () => readDataset(job),
    weights: async () => {
      const { file } = job.weights;
      const weights = decodeSafetensors(await readRecorded(job.weights), file);
      checkWeights(spec, weights, file);
      checkFinite(weights, file);
      return weights;
    },
    batchOrder: (trainCount, epoch) => readBatchOrder(runFolder, { seed: cell.seed, trainCount, epoch }),
    readSamples: (cellId, task) => readSamples(runFolder, cellId, task),
    writeSamples: (task, samples) => writeSamples(runFolder, cell.id, task, samples),
    writeTrainedWeights: async (weights) => {
      const { workload, seed, backend, round } = cell;
      const file = weightsFile(runFolder, { workload, seed, trainedBy: { backend, round } });
      checkWeights(spec, weights, file);
      checkFinite(weights, file);
      const bytes = encodeSafetensors(weights, { workload, seed: String(seed), backend, round: String(round) });
      await writeBytes(file, bytes);
      return sha256Of(bytes);
    },
  };
}

/**
 * The bytes of a weights file as they were written. A file that is missing or changed is this cell's trouble and no
 * other's: throws `DataError`.
 */
async function readRecorded({ file, origin, sha256 }: CellJob["weights"]): Promise<Uint8Array> {
  const remedy = "restore the file, or begin a new run";
  const bytes = await readBytes(file).catch((cause: unknown) => {
    if (!(cause instanceof RunFolderError)) throw cause;
    throw new DataError(`the ${origin} weights cannot be read`, { where: file, got: cause.detail.got ?? "", remedy });
  });
  const got = sha256Of(bytes);
  if (sha256 === null || sha256 === got) return bytes;
  const expected = `sha256 ${sha256}`;
  throw new DataError(`not the ${origin} weights that the run left there`, { where: file, expected, got, remedy });
}
