import type { Dataset, ModelSource, TaskName, Weights } from "@evenkeel/core";
import type { SamplesOf } from "@evenkeel/tasks";

/**
 * All that one cell reads and writes. What carries it is the launcher's: files of the run folder for a process, and
 * something else where a cell has no files.
 */
export interface CellStore {
  /** The images that the cell trains on and is tested with. Throws `DataError` for a damaged cache. */
  dataset(): Promise<Dataset>;
  /**
   * What the cell's model is made from: of a network its weights, shaped as it wants them. Throws `DataError` for a
   * file
   * that is missing, changed since the run began with it, or no finite weights of the network.
   */
  model(): Promise<ModelSource>;
  /**
   * The order in which an epoch, from 1, visits `trainCount` training images: a permutation. Throws `RunFolderError`.
   */
  batchOrder(trainCount: number, epoch: number): Promise<Int32Array>;
  /** What another cell of the run left, or null where it left nothing. Throws `RunFolderError` for damaged samples. */
  readSamples<T extends TaskName>(cellId: string, task: T): Promise<SamplesOf<T> | null>;
  /**
   * Keeps the cell's raw samples, whole or not at all. Throws `RunFolderError`, also for samples their schema refuses.
   */
  writeSamples<T extends TaskName>(task: T, samples: SamplesOf<T>): Promise<void>;
  /**
   * Keeps what the cell trained, and gives the sha256 of its file. Throws `DataError` for weights that are not its
   * network's or no finite numbers, `RunFolderError`.
   */
  writeTrainedWeights(weights: Weights): Promise<string>;
}
