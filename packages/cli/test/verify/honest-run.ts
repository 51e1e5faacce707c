import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { claimsOf, readRunData } from "@evenkeel/analysis";
import { madeUpRun } from "@evenkeel/analysis/fixture";
import { writeRunFolder } from "@evenkeel/analysis/write-run-folder";
import {
  measurement,
  specModels,
  type CellResult,
  type Environment,
  type MachineIdentity,
  type Measurements,
  type ModelSpec,
} from "@evenkeel/core";
import { madeUpIdentity } from "@evenkeel/core/fixture";
import { batchOrder } from "@evenkeel/data";
import { fingerprintOf, memoryClassOf } from "@evenkeel/harness";
import { encodeSafetensors, flopsPerSample, initialWeights, parameterCount } from "@evenkeel/models";
import { renderReport } from "@evenkeel/report";
import {
  orderFile,
  readSamples,
  weightsFile,
  writeBytes,
  writeIndex,
  writeManifest,
  writeRun,
  type Run,
  roundRecordsOf,
} from "@evenkeel/run-folder";
import { taskDefinition } from "@evenkeel/tasks";

export const model = "lenet-5";
const batchSizes = [1, 32];

/** A made-up run as a real one leaves its folder: every number follows from samples, seeds and layers. */
export async function honestRun(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "evenkeel-verify-"));
  const made = madeUpRun({
    models: [model],
    backends: ["onnx-cpu", "onnx-wasm", "tfjs-cpu"],
    rounds: 2,
    tasks: [
      "gradients",
      "train",
      "evaluate",
      "latency",
      "throughput",
      "multi-stream",
      "server",
      "step-time",
      "overhead",
    ],
    stepTime: { batchSizes },
  });
  await writeRunFolder(folder, made);
  const { run } = made;
  const cells = await Promise.all(run.cells.map((cell) => honestCell(folder, cell)));
  const models = specModels(run.models).map((info) => ({ ...info, ...sizesOf(info.spec) }));
  const { environment, workloads } = run;
  const machine = identityOf(environment);
  const fingerprint = fingerprintOf(machine);
  const started = await startingPoints(folder, run);
  const honest = {
    ...run,
    cells,
    models,
    fingerprint,
    environment: { ...environment, machine, fingerprint },
    referenceKernel: { version: 1, beforeMs: 31.2, afterMs: 31.5 },
    rounds: roundRecordsOf({ plan: run.plan, cells }),
    workloads: workloads.map((workload) => ({ ...workload, initialWeights: started })),
  };
  await writeRun(folder, honest);
  await writeRun(folder, { ...honest, claims: claimsOf(await readRunData(folder)) });
  await writeIndex(folder, await renderReport(folder));
  await writeManifest(folder);
  return folder;
}

function identityOf({ cpu, cores, memoryBytes }: Environment): MachineIdentity {
  const gpu = { gpus: ["NVIDIA H100 80GB HBM3"], gpuDriverMajor: 580, cudaMajor: 13 };
  return { ...madeUpIdentity, cpu, cores, memoryClassGiB: memoryClassOf(memoryBytes), ...gpu };
}

async function honestCell(folder: string, cell: CellResult): Promise<CellResult> {
  if (cell.state !== "completed") return cell;
  const samples = await readSamples(folder, cell.id, cell.task);
  if (samples === null) throw new Error(`${cell.id} has no samples`);
  const ofProcess: Measurements = {
    ...measurement("load.importMs", 100, 1),
    ...measurement("load.modelMs", 20, 1),
    ...measurement("load.firstPredictionMs", 3, 1),
    ...measurement("load.coldStartMs", 123, 1),
    ...measurement("memory.peakRssBytes", 3_000_000, 1),
    ...measurement("memory.baselineRssBytes", 1_000_000, 1),
    ...measurement("memory.aboveBaselineBytes", 2_000_000, 1),
  };
  return { ...cell, measurements: { ...taskDefinition(cell.task).measurements(samples), ...ofProcess } };
}

function sizesOf(spec: ModelSpec) {
  return { parameters: parameterCount(spec), flopsPerSample: flopsPerSample(spec) };
}

/** Writes initial weights and the first epoch's order; the sha256 of the weights by seed. */
async function startingPoints(folder: string, run: Run): Promise<Record<string, string>> {
  const started: Record<string, string> = {};
  const spec = specModels(run.models)[0]?.spec;
  if (spec === undefined) throw new Error("a network");
  const { trainCount } = run.workloads[0]?.dataset ?? { trainCount: 0 };
  for (const seed of run.experiment.seeds) {
    const bytes = encodeSafetensors(initialWeights(spec, seed), { model: spec.name, seed: String(seed) });
    await writeBytes(weightsFile(folder, { workload: model, seed, trainedBy: null }), bytes);
    started[seed] = createHash("sha256").update(bytes).digest("hex");
    const order = Buffer.from(batchOrder(trainCount, seed, 1).buffer);
    await writeBytes(orderFile(folder, { seed, trainCount, epoch: 1 }), order);
  }
  return started;
}

/** A value of JSON that a test reaches into. */
// oxlint-disable-next-line typescript/no-explicit-any
export type Loose = any;

/** Changes a JSON file of a folder, and leaves the manifest as if nothing had happened. */
export async function editJson(folder: string, file: string, change: (value: Loose) => void): Promise<void> {
  await editBytes(folder, file, (bytes) => {
    const value = JSON.parse(bytes.toString("utf8"));
    change(value);
    return Buffer.from(JSON.stringify(value, null, file === "run.json" ? 2 : 0));
  });
}

export async function editBytes(folder: string, file: string, change: (bytes: Buffer) => Buffer): Promise<void> {
  const path = join(folder, file);
  await writeFile(path, change(await readFile(path)));
  await writeManifest(folder);
}

export async function removed(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
}
