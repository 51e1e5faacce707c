/** What stands in `examples/` works as its text says. */
import { execFile } from "node:child_process";
import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { readRun } from "@evenkeel/run-folder";
import { expect, it, onTestFinished } from "vitest";
import { projectRoot } from "../src/project.ts";
import { evenkeelIn, ownRepository } from "./fixtures/own-repository.ts";

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

it("follows an experiment in a repository of one's own by that repository's commits", async () => {
  const repository = await ownRepository();
  onTestFinished(() => repository.remove());
  await cp(join(projectRoot, "examples/own-nightly"), repository.folder, { recursive: true });
  const commit = await repository.commit("A nightly");
  const evenkeel = async (...args: string[]) => {
    const { code, out, err } = await evenkeelIn(repository.folder, ...args);
    expect(code, err).toBe(0);
    return out;
  };
  await evenkeel("run", "./experiment.ts", "--out", "run", "--rounds", "1", "--task", "latency", "--budget", "0.1");
  expect((await readRun(join(repository.folder, "run"))).environment.repository).toEqual({
    commit,
    dirty: false,
    experiment: "experiment.ts",
  });
  const store = ["--store", join(repository.folder, "history.sqlite")];
  await evenkeel("history", "import", "run", ...store);
  await evenkeel("history", "render", "--out", "site", "--repository", "https://example.org/me/mine", ...store);
  const page = await readFile(join(repository.folder, "site", "index.html"), "utf8");
  expect(page).toContain(`https://example.org/me/mine/commit/${commit}`);
});

it("has a workflow of one's own that is right, and asks for no more than it needs", async () => {
  const text = await readFile(join(projectRoot, "examples/own-nightly/nightly.yml"), "utf8");
  expect(text).toMatch(/^permissions: \{\}$/m);
  expect(text.match(/^ {6}[a-z-]+: write/gm)).toEqual(["      contents: write", "      issues: write"]);
  expect(text.match(/uses: .*/g)?.filter((line) => !/@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual([]);
});
