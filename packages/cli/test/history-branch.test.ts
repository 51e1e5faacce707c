import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { afterEach, beforeEach, expect, test } from "vitest";
import { pullRuns, pushRuns, type HistoryBranch } from "../src/history/history-branch.ts";

let folder = "";
let place: HistoryBranch = { remote: "", branch: "evenkeel-history", cwd: "" };
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenkeel-branch-"));
  const remote = join(folder, "remote.git");
  await execa("git", ["init", "--quiet", "--bare", remote]);
  place = { ...place, remote, cwd: folder };
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function run(name: string): Promise<string> {
  const path = join(folder, "machine", name);
  await mkdir(join(path, "weights"), { recursive: true });
  await writeFile(join(path, "run.json"), `{"runId":"${name}"}\n`);
  await writeFile(join(path, "weights", "w.safetensors"), "large");
  return path;
}

test("runs come back from the branch without their weights, once", async () => {
  expect(await pullRuns(place, join(folder, "empty"))).toBe(0);
  const one = await run("2026-11-01T02-00-00-nightly");
  expect(await pushRuns(place, [one])).toBe(1);
  expect(await pushRuns(place, [one])).toBe(0);
  const to = join(folder, "pulled");
  expect(await pullRuns(place, to)).toBe(1);
  expect(await pullRuns(place, to)).toBe(0);
  expect(await readdir(join(to, "2026-11-01T02-00-00-nightly"))).toEqual(["run.json"]);
});

test("of machines that push at once every run is kept", async () => {
  const names = ["a", "b", "c", "d"].map((machine) => `2026-11-01T02-00-00-${machine}`);
  const runs = await Promise.all(names.map(run));
  expect(await Promise.all(runs.map((one) => pushRuns(place, [one])))).toEqual([1, 1, 1, 1]);
  await pullRuns(place, join(folder, "pulled"));
  expect((await readdir(join(folder, "pulled"))).toSorted()).toEqual(names);
});

test("a run that is there already stays as it is", async () => {
  const one = await run("2026-11-01T02-00-00-nightly");
  await pushRuns(place, [one]);
  await writeFile(join(one, "run.json"), "edited");
  expect(await pushRuns(place, [one])).toBe(0);
  await pullRuns(place, join(folder, "pulled"));
  expect(await readFile(join(folder, "pulled", "2026-11-01T02-00-00-nightly", "run.json"), "utf8")).not.toBe("edited");
});

test("a remote that is not there is one clear line without a password", async () => {
  const away = { ...place, remote: "https://user:secret@127.0.0.1:1/none.git" };
  const failed = pullRuns(away, join(folder, "pulled"));
  await expect(failed).rejects.toThrow(/the history's branch cannot be used/);
  await expect(failed).rejects.not.toThrow(/secret/);
});
