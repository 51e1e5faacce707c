import { createHash } from "node:crypto";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { cellId, type CellResult, type TaskName } from "@evenkeel/core";
import { cellFolder, schemaVersion, weightsFile, writeManifest, writeRun, type Run } from "@evenkeel/run-folder";
import { folderOf } from "./fixture.ts";

const at = "2026-11-28T10:00:00.000Z";
const runtime = { library: "fake", version: "1.0.0", provider: "plain", threads: 1, simd: null, deviceName: null };

export const weights = "trained weights";
export const sha256Of = (text: string): string => createHash("sha256").update(text).digest("hex");

interface Options {
  readonly tasks?: readonly TaskName[];
  readonly backend?: string;
  readonly model?: string;
  readonly state?: "completed" | "failed";
  readonly dataset?: Partial<Run["workloads"][number]["dataset"]>;
  /** Control cells instead. */
  readonly control?: true;
}

/** A finished run that trained and evaluated `tiny` on a backend `a`, in a folder with its manifest. */
export async function runFolder(options: Options = {}): Promise<string> {
  const folder = await folderOf({});
  const run = runOf(options);
  await writeRun(folder, run);
  for (const { id, task, workload, backend, seed, round } of run.cells) {
    if (task === "train") {
      await writeText(weightsFile(folder, { workload, seed, trainedBy: { backend, round } }), weights);
    }
    if (task === "evaluate") await writeText(join(cellFolder(folder, id), "predictions.json"), "{}");
  }
  await writeManifest(folder);
  return folder;
}

function runOf({
  tasks = ["train", "evaluate"],
  backend = "a",
  model = "tiny",
  state,
  dataset,
  control,
}: Options): Run {
  const plan = tasks.map((task) => {
    const variant = control === true ? { control } : {};
    const key = { backend, workload: model, task, variant, seed: 1, round: 1 };
    return { id: cellId(key), ...key, model, dataset: "dots" };
  });
  const settled = { device: "cpu", startedAt: at, wallSeconds: 1 };
  const cells = plan.map((cell): CellResult => {
    if (state === "failed") {
      const reason = { code: "x", message: "x", remedy: null };
      return { ...cell, ...settled, state: "failed", runtime: null, measurements: {}, reason };
    }
    const left = cell.task === "train" ? { weightsSha256: sha256Of(weights) } : {};
    return { ...cell, ...settled, state: "completed", runtime, measurements: {}, limits: [], ...left };
  });
  return {
    schemaVersion,
    runId: "2026-11-28T10-00-00-tiny",
    state: "finished",
    startedAt: at,
    finishedAt: at,
    fingerprint: "0123456789abcdef",
    environment: {
      fingerprint: "0123456789abcdef",
      cpu: "a cpu",
      cores: 2,
      memoryBytes: 2 ** 33,
      operatingSystem: "an os",
      node: "v24.0.0",
      evenkeelCommit: "ab".repeat(20),
      dirty: false,
      loadAverage: 0.5,
      packages: {},
    },
    experiment: {
      name: "tiny",
      title: "Tiny",
      description: "",
      backends: [backend],
      workloads: [{ id: model, model, dataset: "dots", epochs: 1 }],
      tasks: { train: {}, evaluate: {} },
      rounds: 1,
      seeds: [1],
      threads: ["default"],
      budgetSeconds: 1,
      memoryBudgetMiB: 100,
    },
    command: ["evenkeel", "run"],
    models: [],
    workloads: [
      {
        id: model,
        model,
        dataset: {
          name: "dots",
          classNames: ["a", "b"],
          height: 2,
          width: 2,
          channels: 1,
          trainCount: 1,
          testCount: 1,
          sha256: "00",
          adaptation: null,
          licence: "MIT",
          ...dataset,
        },
        epochs: 1,
        augmentation: null,
        initialWeights: {},
      },
    ],
    backends: [],
    plan,
    cells,
    claims: [],
  };
}

async function writeText(file: string, text: string): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
}
