import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { batchOrder } from "@evenkeel/data";
import { afterEach, beforeEach, expect, it } from "vitest";
import { keptEpochs, readBatchOrder, saveBatchOrders } from "../src/prepare/batch-order.ts";
import { temporaryFolder } from "./fixtures/options.ts";

let folder: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ folder, remove } = await temporaryFolder());
});
afterEach(() => remove());

it("keeps the first epochs' orders however many there are, and gives the later ones from the seed", async () => {
  await saveBatchOrders(folder, { trainCount: 20, epochs: 100_000, seed: 7 });
  expect(await readdir(join(folder, "order"))).toHaveLength(keptEpochs);
  for (const epoch of [1, keptEpochs, keptEpochs + 1, 100_000]) {
    expect(await readBatchOrder(folder, { trainCount: 20, seed: 7, epoch })).toEqual(batchOrder(20, 7, epoch));
  }
});

it("does not make up an order that the folder should hold", async () => {
  await expect(readBatchOrder(folder, { trainCount: 20, seed: 7, epoch: 1 })).rejects.toThrow(/cannot be read/);
});

it("stops between two orders", async () => {
  const work = saveBatchOrders(folder, { trainCount: 20, epochs: 3, seed: 7 }, AbortSignal.abort());
  await expect(work).rejects.toMatchObject({ code: "interrupted", exitCode: 130 });
});
