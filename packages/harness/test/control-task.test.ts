import { rm } from "node:fs/promises";
import { readBytes, readSamples, weightsFile } from "@evenkeel/run-folder";
import { afterEach, beforeEach, expect, it } from "vitest";
import { saveBatchOrders } from "../src/prepare/batch-order.ts";
import type { CellJob } from "../src/protocol/jobs.ts";
import { train } from "../src/tasks/train.ts";
import { watchedTraining } from "../src/tasks/watched-calls.ts";
import { seed, tinyCell, tinyDataset } from "./fixtures/experiment.ts";
import { temporaryFolder } from "./fixtures/options.ts";
import { spied, taskCell } from "./fixtures/task-cell.ts";

let folder: string;
let remove: () => Promise<void>;

beforeEach(async () => {
  ({ folder, remove } = await temporaryFolder());
  await saveBatchOrders(folder, { trainCount: tinyDataset.train.count, epochs: 3, seed });
});
afterEach(() => remove());

/** What a training did, told and left. */
async function trained(cell: CellJob["cell"]) {
  const { context, model } = await taskCell(folder, "train", 10, { cell });
  const { model: spy, ...done } = spied(model);
  const told = await watchedTraining(context, spy, (own) => train(context, own));
  return { done, told, samples: await readSamples(folder, cell.id, "train") };
}

it("a control does all that its twin does, and keeps the times alone", async () => {
  const twin = await trained(tinyCell("train", { backend: "fake" }));
  const weights = weightsFile(folder, { workload: "tiny", seed, trainedBy: { backend: "fake", round: 1 } });
  await rm(weights);
  const control = await trained(tinyCell("train", { backend: "fake", variant: { control: true } }));
  expect(control.done).toEqual(twin.done);
  expect(control.done.predicted).not.toEqual([]);
  const times = ["train.imagesPerSecond", "train.stepMs", "train.computeShare", "train.epochSeconds"] as const;
  const twinTimes = Object.fromEntries(times.map((name) => [name, twin.told.measurements[name]]));
  expect(control.told).toEqual({ measurements: twinTimes, limits: [] });
  expect(control.samples?.calls).toEqual(twin.samples?.calls);
  expect(control.samples?.epochs.map(({ testAccuracy }) => testAccuracy)).toEqual([null, null, null]);
  await expect(readBytes(weights)).rejects.toThrow(/cannot be read/);
});
