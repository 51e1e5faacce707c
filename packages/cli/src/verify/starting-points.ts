import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { Findings, modelOf, specOfWorkload, type Finding, type Run } from "@evenkeel/analysis";
import type { ModelSpec } from "@evenkeel/core";
import { batchOrder } from "@evenkeel/data";
import { encodeSafetensors, flopsPerSample, initialWeights, parameterCount } from "@evenkeel/models";
import { orderFile, readBytes, runFile, weightsFile } from "@evenkeel/run-folder";

/** Above this the weights of a network are not made again: no run has such a network, and a broken file may. */
const mostParameters = 2 ** 28;

/**
 * What every backend started from, again from seeds and layers: the size of each network, the initial weights and the
 * batch orders. Trained weights are held against the sha256 that their cell recorded, where the folder holds them.
 */
export async function verifyStartingPoints(folder: string, run: Run): Promise<Finding> {
  const found = new Findings("starting points");
  for (const [index, model] of run.models.entries()) {
    if (!("spec" in model)) {
      // Its file is no part of a run folder.
      found.unproved("given models", "not-kept");
      continue;
    }
    const place = (field: string) => ({ file: runFile, path: `models[${index}].${field}` });
    const sizes = orProblem(() => [parameterCount(model.spec), flopsPerSample(model.spec)] as const);
    found.compare(place("parameters"), typeof sizes === "string" ? sizes : sizes[0], model.parameters);
    found.compare(place("flopsPerSample"), typeof sizes === "string" ? sizes : sizes[1], model.flopsPerSample);
  }
  await compareInitialWeights(found, folder, run);
  await compareTrainedWeights(found, folder, run);
  await compareOrders(found, folder, run);
  return found.finding();
}

async function compareInitialWeights(found: Findings, folder: string, run: Run): Promise<void> {
  for (const [index, { id: workload, initialWeights: recorded }] of run.workloads.entries()) {
    const spec = specOfWorkload(run, workload);
    if (spec === null && modelOf(run, workload) !== undefined) continue;
    for (const seed of run.experiment.seeds) {
      const path = `workloads[${index}].initialWeights["${seed}"]`;
      const expected = spec === null ? "a network of the run" : orProblem(() => weightsSha256(spec, seed));
      found.compare({ file: runFile, path }, expected, recorded[seed]);
      const file = weightsFile(folder, { workload, seed, trainedBy: null });
      if (existsSync(file)) await compareFile(found, folder, file, expected);
    }
  }
}

function weightsSha256(spec: ModelSpec, seed: number): string {
  if (parameterCount(spec) > mostParameters) return `a network of at most ${mostParameters} parameters`;
  return sha256Of(encodeSafetensors(initialWeights(spec, seed), { model: spec.name, seed: String(seed) }));
}

async function compareTrainedWeights(found: Findings, folder: string, { cells }: Run): Promise<void> {
  for (const cell of cells) {
    if (cell.state !== "completed" || cell.weightsSha256 === undefined) continue;
    const { workload, seed, backend, round } = cell;
    const file = weightsFile(folder, { workload, seed, trainedBy: { backend, round } });
    if (existsSync(file)) await compareFile(found, folder, file, cell.weightsSha256);
    else found.unproved("trained weights", "not-kept");
  }
}

const orderName = /^s(?<seed>\d{1,15})\.train-(?<count>\d{1,9})\.epoch-(?<epoch>\d{1,9})\.i32$/;

/** The orders that the folder holds; those that it does not are made from the seed by whoever needs them. */
async function compareOrders(found: Findings, folder: string, { workloads, experiment }: Run): Promise<void> {
  const names = await readdir(join(folder, "order")).catch(() => []);
  const most = Math.max(...workloads.map(({ dataset }) => dataset.trainCount));
  for (const name of names.toSorted((one, other) => (one < other ? -1 : 1))) {
    const { seed = "", count = "", epoch = "" } = orderName.exec(name)?.groups ?? {};
    const key = { seed: Number(seed), trainCount: Number(count), epoch: Number(epoch) };
    if (seed === "" || key.trainCount > most || !experiment.seeds.includes(key.seed)) {
      found.differs({ file: `order/${name}`, path: "", expected: "an order of the run's images and seeds", got: name });
      continue;
    }
    const expected = batchOrder(key.trainCount, key.seed, key.epoch);
    const bytes = await bytesOrProblem(orderFile(folder, key));
    if (typeof bytes === "string") found.compare({ file: `order/${name}`, path: "" }, "an order", bytes);
    else compareOrder(found, `order/${name}`, expected, bytes);
  }
}

function compareOrder(found: Findings, file: string, expected: Int32Array, bytes: Uint8Array): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  if (bytes.length !== expected.length * 4) {
    found.compare({ file, path: "" }, `${expected.length * 4} bytes`, `${bytes.length} bytes`);
    return;
  }
  const at = expected.findIndex((image, index) => view.getInt32(index * 4, true) !== image);
  if (at === -1) found.well(1);
  else found.compare({ file, path: `[${at}]` }, expected[at], view.getInt32(at * 4, true));
}

async function compareFile(found: Findings, folder: string, file: string, expected: string): Promise<void> {
  const bytes = await bytesOrProblem(file);
  const name = file.slice(folder.length + 1).replaceAll("\\", "/");
  found.compare({ file: name, path: "sha256" }, expected, typeof bytes === "string" ? bytes : sha256Of(bytes));
}

async function bytesOrProblem(file: string): Promise<Uint8Array | string> {
  return readBytes(file).catch((error: unknown) => (error as Error).message);
}

/** What is computed, or why it cannot be. */
function orProblem<T>(compute: () => T): T | string {
  try {
    return compute();
  } catch (error) {
    return (error as Error).message;
  }
}

function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
