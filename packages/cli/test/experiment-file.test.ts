import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UsageError } from "@evenkeel/core";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { importExperiment } from "../src/import-experiment.ts";
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
const tail = "rounds: 1, seeds: [1], threads: ['default'], budgetSeconds: 1, memoryBudgetMiB: 1";

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

  it("does not wait for a file that loops, nor past an interruption", async () => {
    const file = join(folder, "loops.ts");
    await writeFile(file, "for (;;) ;");
    await expect(importExperiment(file, { seconds: 0.3 })).rejects.toThrow(/loops\.ts: .*; got nothing within 0\.3 s$/);
    await expect(importExperiment(file, { signal: AbortSignal.abort() })).rejects.toThrow(/got an interruption$/);
  });

  it("takes a plain file alone, and knows what was nearly typed", async () => {
    await expect(loadExperiment(folder)).rejects.toThrow(
      /^experiment: no.* expected one of .*quick, .*\.ts file; got "/,
    );
    await expect(loadExperiment("quik")).rejects.toThrow(/no such experiment; .*; got "quik"; did you mean quick\?$/);
    await expect(loadExperiment("package.json")).rejects.toThrow(/experiment: not the file of an experiment/);
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
      "import.ts: cannot be loaded; expected a TypeScript module that runs and exports an experiment; got Cannot find",
    ],
    ["throws.ts", 'throw new Error("boom");', "got boom"],
    ["throws-nothing.ts", "throw Object.create(null);", "throws-nothing.ts: cannot be loaded"],
    ["rejects.ts", 'await Promise.reject(new Error("boom"));', "got boom"],
    ["rejects-unheard.ts", 'void Promise.reject(new Error("boom")); await new Promise(() => {});', "got boom"],
    ["never-settles.ts", "await new Promise(() => {});", "got no export: its code ended first"],
    ["ends-the-process.ts", "process.exit(0);", "got no export: its code ended first"],
    ["no-data.ts", "export const experiment = () => 1;", "not an experiment"],
    ["a-cycle.ts", "export const experiment: any = {}; experiment.a = experiment;", "circular"],
    ["escape.ts", String.raw`throw new Error("\x1b[2J\u202e");`, String.raw`got \x1b[2J\u202e`],
  ])("refuses %s in one line that names it", async (name, text, message) => {
    const refused = await loading(name, text).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(UsageError);
    expect(String(refused)).toContain(message);
    expect(String(refused)).toContain(join(folder, name));
    expect(String(refused)).not.toContain("\n");
  });
});
