import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UsageError } from "@evenkeel/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { experimentNames, loadExperiment } from "../src/experiment-file.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenkeel-experiment-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function loading(name: string, text: string) {
  const file = join(folder, name);
  await writeFile(file, text);
  return loadExperiment(file);
}

const head = 'name: "x", title: "X", description: "x", backends: "all",';
const workload = '{ model: "m", dataset: "d", epochs: 1 }';
const tail = "rounds: 1, seeds: [1], threads: null, budgetSeconds: 1, memoryBudgetMiB: 1";

describe("loadExperiment", () => {
  it("loads every experiment of benchmarks/", async () => {
    const names = await experimentNames();
    expect(names).toContain("quick");
    const loaded = await Promise.all(names.map((name) => loadExperiment(name)));
    expect(loaded.map(({ name }) => name)).toEqual(names);
  });

  it("fills in what an experiment leaves out: the ids of workloads and the settings of tasks", async () => {
    const experiment = `{ ${head} workloads: [${workload}], tasks: { throughput: {}, train: {} }, ${tail} }`;
    const { workloads, tasks } = await loading("whole.ts", `export const experiment = ${experiment};`);
    expect(workloads).toEqual([{ id: "m", model: "m", dataset: "d", epochs: 1 }]);
    expect(tasks).toEqual({ throughput: { batchSizes: [1, 32, 128] }, train: {} });
  });

  it.each([
    ["two-workloads.ts", `workloads: [${workload}, ${workload}], tasks: { train: {} },`, "two workloads have one id"],
    ["no-task.ts", `workloads: [${workload}], tasks: {},`, "got tasks: expected at least one task"],
    ["a-setting.ts", `workloads: [${workload}], tasks: { train: { epochs: 1 } },`, "got tasks.train: Unrecognized key"],
    ["a-task.ts", `workloads: [${workload}], tasks: { trian: {} },`, 'got tasks: Unrecognized key: "trian"'],
  ])("refuses %s, which is not what an experiment may say", async (name, part, message) => {
    await expect(loading(name, `export const experiment = { ${head} ${part} ${tail} };`)).rejects.toThrow(message);
  });

  it.each([
    ["no-export.ts", "export {};", 'not an experiment; expected an export named "experiment"'],
    [
      "a-name.ts",
      'export const experiment = { name: "../x" };',
      "got name: expected lower-case letters, digits and dashes",
    ],
    ["a-field.ts", 'export const experiment = { name: "x" };', "got title: Invalid input"],
    ["syntax.ts", "export const experiment = {", "syntax.ts: cannot be loaded"],
    [
      "import.ts",
      'import "./not-there.ts";',
      "import.ts: cannot be loaded; expected a TypeScript module that runs; got Cannot find",
    ],
    ["throws.ts", 'throw new Error("boom");', "got boom"],
  ])("refuses %s in one line that names it", async (name, text, message) => {
    const refused = await loading(name, text).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(UsageError);
    expect(String(refused)).toContain(message);
    expect(String(refused)).toContain(join(folder, name));
    expect(String(refused)).not.toContain("\n");
  });
});
