import { checkWeights, decodeSafetensors, encodeSafetensors } from "@evenkeel/models";
import { readBytes, readSamples, weightsFile, writeBytes, writeSamples } from "@evenkeel/run-folder";
import type { CellJob } from "../protocol/jobs.ts";
import { readBatchOrder } from "../prepare/batch-order.ts";
import type { CellStore } from "./cell-store.ts";
import { readDataset } from "./read-dataset.ts";

/** The files of a run folder and of the cache of decoded datasets, for one cell. */
export function runFolderStore(job: CellJob): CellStore {
  const { runFolder, cell, spec } = job;
  return {
    dataset: () => readDataset(job),
    weights: async () => {
      const { file } = job.weights;
      const weights = decodeSafetensors(await readBytes(file), file);
      checkWeights(spec, weights, file);
      return weights;
    },
    batchOrder: (trainCount, epoch) => readBatchOrder(runFolder, { seed: cell.seed, trainCount, epoch }),
    readSamples: (cellId, task) => readSamples(runFolder, cellId, task),
    writeSamples: (task, samples) => writeSamples(runFolder, cell.id, task, samples),
    writeTrainedWeights: async (weights) => {
      const { workload, seed, backend, round } = cell;
      const file = weightsFile(runFolder, { workload, seed, trainedBy: { backend, round } });
      checkWeights(spec, weights, file);
      await writeBytes(
        file,
        encodeSafetensors(weights, { workload, seed: String(seed), backend, round: String(round) }),
      );
    },
  };
}
