import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { madeUpRun } from "@evenkeel/analysis/made-up-run";
import { writeRunFolder } from "@evenkeel/analysis/write-run-folder";
import { madeUpIdentity } from "@evenkeel/core/fixture";
import { datasetRemarkKinds, specModels, type MachineLoad } from "@evenkeel/core";
import type { Run } from "@evenkeel/run-folder";
import { folderOf } from "../scratch.ts";

type Files = Readonly<Record<string, Uint8Array>>;

/** A published run of three backends: a real one, of an older schema. */
const published = resolve(import.meta.dirname, "../../../../reports/reference/cuda/quick");

/** The JSON files of a folder by path. */
async function filesIn(folder: string): Promise<Files> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const paths = entries
    .filter((entry) => entry.isFile() && entry.name.endsWith(".json"))
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1));
  return Object.fromEntries(
    await Promise.all(paths.map(async (path) => [path, await readFile(join(folder, path))] as const)),
  );
}

/** The published run; predictions of one backend alone: those are most of it. */
export async function olderRun(): Promise<Files> {
  const files = Object.entries(await filesIn(published));
  return Object.fromEntries(files.filter(([path]) => !path.endsWith("predictions.json") || path.includes("onnx-cpu")));
}

let made: Promise<Files> | undefined;

/** A made-up run of the present schema with everything in it that a run may leave out. Written once a process. */
export function presentRun(): Promise<Files> {
  made ??= writePresentRun();
  return made;
}

async function writePresentRun(): Promise<Files> {
  const folder = await folderOf("present-run", {});
  const data = madeUpRun({
    models: ["lenet-5"],
    backends: ["onnx-cpu", "tfjs-wasm"],
    threads: [1, "default"],
    tasks: ["train", "evaluate", "latency", "throughput"],
    testImages: 20,
    augmentation: { flip: true, shiftPixels: 2 },
  });
  await writeRunFolder(folder, { ...data, run: filled(data.run) });
  return filesIn(folder);
}

const busy: MachineLoad = {
  loadPerCore: 1.5,
  othersShare: 0.6,
  stolenShare: 0.1,
  throttledShare: 0.2,
  waitingShare: 0.3,
};

function filled(run: Run): Run {
  const remarks = datasetRemarkKinds.map((kind) => ({ kind, count: 7, examples: ["a/1.png", "b/2.jpg"] }));
  return {
    ...run,
    changes: ["--budget", "--dataset"],
    referenceKernel: { version: 1, beforeMs: 31.25, afterMs: 33 },
    environment: {
      ...run.environment,
      machineName: "lab-1",
      machine: { ...madeUpIdentity, gpus: ["NVIDIA H100"], gpuDriverMajor: 580, cudaMajor: 13 },
      machineLimits: {
        hardwareCores: 8,
        hardwareMemoryBytes: 2 ** 34,
        affinityCores: 4,
        quotaCores: 1.5,
        memoryLimitBytes: 2 ** 31,
      },
      machineLoad: busy,
    },
    models: specModels(run.models).map((model) => ({ ...model, classesAsWritten: 12 })),
    workloads: run.workloads.map((workload) => ({
      ...workload,
      dataset: { ...workload.dataset, contentVerified: false, remarks },
    })),
    backends: run.backends.map((backend) => ({ ...backend, ours: "the training graph" })),
    cells: run.cells.map((cell) => ({ ...cell, machineLoad: busy })),
  };
}
