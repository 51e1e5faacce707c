import { cp, readFile, rm, writeFile } from "node:fs/promises";
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { CellResult } from "@evenkeel/core";
import { decodeSafetensors, encodeSafetensors } from "@evenkeel/models";
import { weightsFile, type Run } from "@evenkeel/run-folder";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { resumeRun, startRun } from "../src/index.ts";
import { experiment, seed, tinyModel } from "./fixtures/experiment.ts";
import { sharedOptions, temporaryFolder } from "./fixtures/options.ts";

let root: Awaited<ReturnType<typeof temporaryFolder>>;

beforeAll(async () => {
  root = await temporaryFolder();
  await startRun({
    ...sharedOptions(root.folder, ["good"]),
    experiment: { ...experiment, tasks: { train: {}, evaluate: {} } },
    models: [tinyModel],
    runsFolder: root.folder,
    out: join(root.folder, "run"),
    command: ["evenkeel", "run"],
  });
}, 60_000);
afterAll(() => root.remove());

const trained = (folder: string) =>
  weightsFile(folder, { workload: "tiny", seed, trainedBy: { backend: "good", round: 1 } });

/** A copy of the run whose evaluation is still open, with its trained weights changed; what became of it. */
async function resumedWith(name: string, change: (file: string, run: Run) => Promise<void>): Promise<Run> {
  const folder = join(root.folder, name);
  await cp(join(root.folder, "run"), folder, { recursive: true });
  const file = join(folder, "run.json");
  const run = JSON.parse(await readFile(file, "utf8")) as Run;
  const open: Run = { ...run, state: "interrupted", cells: run.cells.filter(({ task }) => task !== "evaluate") };
  await change(trained(folder), open);
  await writeFile(file, JSON.stringify(open));
  return (await resumeRun({ ...sharedOptions(root.folder, ["good"]), folder })).run;
}

const evaluation = ({ cells }: Run) => cells.find(({ task }) => task === "evaluate") as CellResult;

/** The trained file with its first weight changed to `value`. */
async function withFirstWeight(file: string, value: number): Promise<Uint8Array> {
  const weights = decodeSafetensors(await readFile(file), file);
  weights.get("logits.kernel")?.data.set([value]);
  return encodeSafetensors(weights);
}

describe("trained weights that a resumed run evaluates", () => {
  it("are evaluated as they were left", async () => {
    const run = await resumedWith("whole", () => Promise.resolve());
    expect(evaluation(run)).toMatchObject({ state: "completed", limits: [] });
    const training = run.cells.find(({ task }) => task === "train");
    const sha256 = createHash("sha256")
      .update(await readFile(trained(join(root.folder, "whole"))))
      .digest("hex");
    expect(training).toMatchObject({ weightsSha256: sha256 });
  });

  it("fail their cell, not the run, when one number of them changed", async () => {
    const run = await resumedWith("changed", async (file) => writeFile(file, await withFirstWeight(file, 0.5)));
    expect(run.state).toBe("finished");
    expect(evaluation(run)).toMatchObject({ state: "failed", reason: { code: "data" } });
    expect(JSON.stringify(evaluation(run))).toMatch(/not the trained weights that the run left there; expected sha256/);
  });

  it("fail their cell, not the run, when they are gone", async () => {
    const run = await resumedWith("gone", (file) => rm(file));
    expect(run.state).toBe("finished");
    expect(evaluation(run)).toMatchObject({ state: "failed", reason: { code: "data" } });
    expect(JSON.stringify(evaluation(run))).toMatch(/the trained weights cannot be read; got ENOENT/);
  });

  it("are refused by tensor and place where one is no finite number", async () => {
    const run = await resumedWith("infinite", async (file, open) => {
      await writeFile(file, await withFirstWeight(file, Infinity));
      // As a run of an older writer has it: no checksum.
      for (const cell of open.cells) Reflect.deleteProperty(cell, "weightsSha256");
    });
    expect(JSON.stringify(evaluation(run))).toMatch(/no finite numbers; .*got Infinity at logits\.kernel\[0, 0\]/);
  });
});
