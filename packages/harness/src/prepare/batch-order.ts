import { existsSync } from "node:fs";
import { RunFolderError } from "@evenkeel/core";
import { batchOrder } from "@evenkeel/data";
import { orderFile, readBytes, writeBytes, type OrderKey } from "@evenkeel/run-folder";
import { refuseInterrupted } from "../interrupted.ts";

/**
 * Of how many epochs a run folder keeps the order in which they visit the training images. Those after them are made
 * when a cell needs them, from the same stream of the seed: a folder stays small however long the training.
 */
export const keptEpochs = 10;

/** Keeps the orders of the first epochs, the same for every backend. Epochs count from 1. Throws `InterruptedError`. */
export async function saveBatchOrders(
  folder: string,
  { trainCount, epochs, seed }: { trainCount: number; epochs: number; seed: number },
  signal?: AbortSignal,
): Promise<void> {
  for (let epoch = 1; epoch <= Math.min(epochs, keptEpochs); epoch += 1) {
    refuseInterrupted(signal);
    const order = batchOrder(trainCount, seed, epoch);
    const bytes = Buffer.alloc(order.length * 4);
    for (const [index, image] of order.entries()) bytes.writeInt32LE(image, index * 4);
    await writeBytes(orderFile(folder, { seed, trainCount, epoch }), bytes);
  }
}

/**
 * The images of an epoch in order, as the folder keeps them or as the seed says. Throws `RunFolderError` unless each
 * index of `trainCount` images appears once.
 */
export async function readBatchOrder(folder: string, key: OrderKey): Promise<Int32Array> {
  const file = orderFile(folder, key);
  const { trainCount, seed, epoch } = key;
  if (epoch > keptEpochs && !existsSync(file)) return batchOrder(trainCount, seed, epoch);
  const bytes = await readBytes(file);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const order = Int32Array.from({ length: Math.floor(bytes.length / 4) }, (_, index) => view.getInt32(index * 4, true));
  const seen = new Uint8Array(trainCount);
  for (const image of order) if (image >= 0 && image < trainCount) seen[image] = 1;
  if (bytes.length !== trainCount * 4 || seen.includes(0)) {
    throw new RunFolderError("not an order of the training images", {
      where: file,
      expected: `a permutation of ${trainCount} 32-bit indices`,
      got: `${bytes.length} bytes`,
      remedy: "restore the file, or begin a new run",
    });
  }
  return order;
}
