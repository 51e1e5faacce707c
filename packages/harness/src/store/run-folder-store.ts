import { checkFinite, checkWeights, encodeSafetensors } from "@evenkeel/models";
import { readSamples, weightsFile, writeBytes, writeSamples } from "@evenkeel/run-folder";
import { readBatchOrder } from "../prepare/batch-order.ts";
import type { CellJob } from "../protocol/jobs.ts";
import { sha256Of } from "../sha256.ts";
import { trainedSpec } from "../tasks/cell-network.ts";
import type { CellStore } from "./cell-store.ts";
import { modelSource } from "./model-source.ts";
import { readDataset } from "./read-dataset.ts";

/** The files of a run folder and of the cache of decoded datasets, for one cell. */
export function runFolderStore(job: CellJob): CellStore {
  const { runFolder, cell } = job;
  return {
    dataset: () => readDataset(job),
    model: () => modelSource(job.model),
    batchOrder: (trainCount, epoch) => readBatchOrder(runFolder, { seed: cell.seed, trainCount, epoch }),
    readSamples: (cellId, task) => readSamples(runFolder, cellId, task),
    writeSamples: (task, samples) => writeSamples(runFolder, cell.id, task, samples),
    writeTrainedWeights: async (weights) => {
      const { workload, seed, backend, round } = cell;
      const file = weightsFile(runFolder, { workload, seed, trainedBy: { backend, round } });
      checkWeights(trainedSpec(job), weights, file);
      checkFinite(weights, file);
      const bytes = encodeSafetensors(weights, { workload, seed: String(seed), backend, round: String(round) });
      await writeBytes(file, bytes);
      return sha256Of(bytes);
    },
  };
}
