/** What stands in `examples/` works as its text says. */
import { execFile } from "node:child_process";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { readRun } from "@evenkeel/run-folder";
import { expect, it, onTestFinished } from "vitest";
import { projectRoot } from "../src/project.ts";

const program = resolve(import.meta.dirname, "../evenkeel.js");
const node = (...args: string[]) => promisify(execFile)(process.execPath, args);

it("trains on pictures of one's own, by an experiment of one's own", async () => {
  const folder = await mkdtemp(join(tmpdir(), "evenkeel-example-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  await cp(join(projectRoot, "examples/own-images"), folder, {
    recursive: true,
    filter: (path) => !path.endsWith("pictures"),
  });
  await node(join(folder, "make-pictures.ts"));
  await node(program, "run", join(folder, "experiment.ts"), "--backend", "onnx-cpu", "--out", join(folder, "run"));
  const { cells, workloads } = await readRun(join(folder, "run"));
  expect(workloads.map(({ dataset }) => [dataset.classNames, dataset.trainCount, dataset.testCount])).toEqual([
    [["cross", "disc", "ring"], 144, 36],
  ]);
  expect(cells.map(({ state }) => state)).toEqual(cells.map(() => "completed"));
  const evaluated = cells.find(({ task }) => task === "evaluate");
  const accuracy = evaluated?.state === "completed" ? evaluated.measurements["evaluate.accuracy"]?.value : undefined;
  expect(accuracy).toBeGreaterThan(0.9);
});
