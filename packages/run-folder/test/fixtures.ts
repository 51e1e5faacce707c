import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cellId, type Cell, type CellResult } from "@evenkeel/core";
import { onTestFinished } from "vitest";
import { schemaVersion, stageRunFolder, type Run } from "../src/index.ts";

const cell = (task: Cell["task"], backend: string): Cell => {
  const key = { backend, workload: "tiny", task, variant: {}, seed: 1, round: 1 };
  return { id: cellId(key), ...key, model: "tiny", dataset: "dots" };
};
const plan = [cell("train", "a"), cell("train", "b"), cell("evaluate", "a")];
export const cellIds = plan.map(({ id }) => id) as [string, string, string];
const at = "2026-11-22T10:00:00.000Z";
const runtime = { library: "fake", version: "1.0.0", provider: "plain", threads: 1, simd: null, deviceName: null };

export const run: Run = {
  schemaVersion,
  runId: "2026-11-22T10-00-00-tiny",
  state: "running",
  startedAt: at,
  finishedAt: null,
  fingerprint: "0123456789abcdef",
  environment: {
    fingerprint: "0123456789abcdef",
    cpu: "a cpu",
    cores: 2,
    memoryBytes: 2 ** 33,
    operatingSystem: "an os",
    node: "v24.0.0",
    evenkeelCommit: null,
    dirty: null,
    loadAverage: 0.5,
    packages: {},
  },
  experiment: {
    name: "tiny",
    title: "Tiny",
    description: "",
    backends: "all",
    workloads: [{ id: "tiny", model: "tiny", dataset: "dots", epochs: 1 }],
    tasks: { train: {}, evaluate: {} },
    rounds: 1,
    seeds: [1],
    threads: ["default"],
    budgetSeconds: 1,
    memoryBudgetMiB: 100,
  },
  command: ["evenkeel", "run"],
  models: [],
  workloads: [],
  backends: [],
  plan,
  cells: [],
  claims: [],
};

export function settled(id: string, steps = 1): CellResult {
  const known = run.plan.find((planned) => planned.id === id) ?? { ...(run.plan[0] as Run["plan"][number]), id };
  return {
    ...known,
    device: "cpu",
    startedAt: at,
    wallSeconds: 1.5,
    state: "completed",
    runtime,
    measurements: { "train.steps": { value: steps, unit: "steps", n: 1, basis: "measured" } },
    limits: [],
  };
}

/** An empty folder that goes away with the test. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "evenkeel-run-folder-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A published run folder with nothing settled. */
export async function publishedRun(): Promise<string> {
  const folder = join(await temporaryFolder(), "run");
  const staged = await stageRunFolder(folder);
  await staged.publish(run);
  return folder;
}
