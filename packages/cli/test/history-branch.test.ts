import { lstat, mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readFindingsFile } from "@evenkeel/history";
import { confirmed, madeUpFinding, madeUpFindings } from "@evenkeel/history/fixture";
import { execa } from "execa";
import { afterEach, beforeEach, expect, test } from "vitest";
import { pullHistory, pushHistory, type HistoryBranch } from "../src/history/history-branch.ts";

let folder = "";
let place: HistoryBranch = { remote: "", branch: "evenkeel-history", cwd: "" };
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenkeel-branch-"));
  const remote = join(folder, "remote.git");
  await execa("git", ["init", "--quiet", "--bare", remote]);
  place = { ...place, remote, cwd: folder };
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const name = "2026-11-01T02-00-00-nightly";

async function run(id: string): Promise<string> {
  const path = join(folder, "machine", id);
  await mkdir(join(path, "weights"), { recursive: true });
  await writeFile(join(path, "run.json"), `{"runId":"${id}"}\n`);
  await writeFile(join(path, "weights", "w.safetensors"), "large");
  return path;
}

const pullRuns = async (to: string, from = place) => (await pullHistory(from, to)).runs;
const pushRuns = async (runs: readonly string[]) => (await pushHistory(place, { runs, findings: [] })).runs;

test("runs come back from the branch without their weights, once", async () => {
  expect(await pullRuns(join(folder, "empty"))).toBe(0);
  const one = await run(name);
  expect(await pushRuns([one])).toBe(1);
  expect(await pushRuns([one])).toBe(0);
  const to = join(folder, "pulled");
  expect(await pullRuns(to)).toBe(1);
  expect(await pullRuns(to)).toBe(0);
  expect(await readdir(join(to, name))).toEqual(["run.json"]);
});

test("of machines that push at once every run and every decision is kept", async () => {
  const names = ["a", "b", "c", "d"].map((machine) => `2026-11-01T02-00-00-${machine}`);
  const runs = await Promise.all(names.map(run));
  // Two stores of one machine among them: each has decided another finding, and still suspects that of the other.
  const findings = [0, 1, 2, 3].map((at) =>
    madeUpFindings([madeUpFinding(at % 2, confirmed), madeUpFinding((at + 1) % 2)], 6 + at),
  );
  const pushes = runs.map((one, at) => pushHistory(place, { runs: [one], findings: findings.slice(at, at + 1) }));
  expect((await Promise.all(pushes)).map((pushed) => pushed.runs)).toEqual([1, 1, 1, 1]);
  const to = join(folder, "pulled");
  expect(await pullHistory(place, to)).toEqual({ runs: 4, machines: 1 });
  expect((await readdir(to)).toSorted()).toEqual([...names, "findings"]);
  const [file = ""] = await readdir(join(to, "findings"));
  const kept = await readFindingsFile(join(to, "findings", file));
  expect(kept.findings.map(({ state }) => state)).toEqual(["confirmed", "confirmed"]);
  expect(kept.check?.at).toBe(9);
});

test("what was decided goes up once, and again only where it changed", async () => {
  const [one, suspected] = [await run(name), madeUpFindings([madeUpFinding(1)])];
  const push = async (findings: typeof suspected) => pushHistory(place, { runs: [one], findings: [findings] });
  expect(await push(suspected)).toEqual({ runs: 1, others: [], machines: 1 });
  expect(await push(suspected)).toEqual({ runs: 0, others: [], machines: 0 });
  expect(await push(madeUpFindings([madeUpFinding(1, confirmed)]))).toEqual({ runs: 0, others: [], machines: 1 });
  expect(await push(suspected)).toEqual({ runs: 0, others: [], machines: 0 });
  const { stdout } = await execa("git", ["-C", place.remote, "log", "--format=%s", place.branch]);
  expect(stdout).toBe(`Findings of 0123456789abcdef\nAdd ${name}; Findings of 0123456789abcdef`);
});

test("a run that is there already stays as it is, and another of its name is named", async () => {
  const one = await run(name);
  await pushRuns([one]);
  await writeFile(join(one, "run.json"), "edited");
  expect(await pushHistory(place, { runs: [one], findings: [] })).toEqual({ runs: 0, others: [name], machines: 0 });
  await pullRuns(join(folder, "pulled"));
  expect(await readFile(join(folder, "pulled", name, "run.json"), "utf8")).not.toBe("edited");
});

test("a link on the branch leads nowhere", async () => {
  const clone = join(folder, "clone");
  const git = (...args: string[]) =>
    execa("git", ["-c", "user.name=a", "-c", "user.email=a@example.org", "-C", clone, ...args]);
  await mkdir(join(clone, "runs", name), { recursive: true });
  await git("init", "--quiet", "--initial-branch", place.branch);
  await writeFile(join(folder, "secret"), "secret");
  await symlink(join(folder, "secret"), join(clone, "runs", name, "run.json"));
  await git("add", "--all");
  await git("commit", "--quiet", "--message", "a link");
  await git("push", "--quiet", place.remote, place.branch);
  const to = join(folder, "pulled");
  expect(await pullRuns(to)).toBe(1);
  expect((await lstat(join(to, name, "run.json"))).isSymbolicLink()).toBe(false);
  expect(await readFile(join(to, name, "run.json"), "utf8")).not.toBe("secret");
});

test("a remote that is not there is one clear line without a password", async () => {
  const away = { ...place, remote: "https://user:secret@127.0.0.1:1/none.git" };
  const failed = pullRuns(join(folder, "pulled"), away);
  await expect(failed).rejects.toThrow(/the history's branch cannot be used/);
  await expect(failed).rejects.not.toThrow(/secret/);
});
