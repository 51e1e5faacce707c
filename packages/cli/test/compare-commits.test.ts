import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { cp, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { madeUpRun, writtenRun } from "@evenkeel/analysis/fixture";
import { InterruptedError } from "@evenkeel/core";
import { lockRunFolder } from "@evenkeel/run-folder";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { CommitError } from "../src/commits/commit-error.ts";
import { takeTurns, type Turn } from "../src/commits/take-turns.ts";
import { projectRoot } from "../src/project.ts";
import { runCli } from "../src/program.ts";

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "evenkeel-commits-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

/** A checkout of which nothing is there to run. */
const absent = (commit: string, out: string): Turn => ({
  commit,
  out,
  program: [process.execPath, "evenkeel.js"],
  cwd: join(out, "absent"),
  runArguments: ["quick"],
});

async function finishedRounds(out: string, rounds: readonly string[]): Promise<void> {
  const data = madeUpRun({ models: ["lenet-5"], backends: ["onnx-cpu"] });
  for (const round of rounds) await cp(await writtenRun(data), join(out, round), { recursive: true });
}

describe("takeTurns", () => {
  const { signal } = new AbortController();

  it("begins with the one, then with the other, and does not run again what is finished", async () => {
    const [a, b] = [await folder(), await folder()];
    await finishedRounds(a, ["01", "02"]);
    await finishedRounds(b, ["01"]);
    const told: string[] = [];
    const onTurn = (round: number, commit: string) => void told.push(`${round} ${commit}`);
    const turns = [absent("a", a), absent("b", b)] as const;
    await expect(takeTurns(turns, { rounds: 3, signal, onTurn })).rejects.toThrow(CommitError);
    expect(told).toEqual(["2 b"]);
    await finishedRounds(b, ["02"]);
    await expect(takeTurns(turns, { rounds: 3, signal, onTurn })).rejects.toThrow(CommitError);
    expect(told).toEqual(["2 b", "3 a"]);
    await expect(takeTurns(turns, { rounds: 2, signal, onTurn })).resolves.toBeUndefined();
  });

  it("gives the line in which a run says why it did not come to its end", async () => {
    const out = await folder();
    const says = "process.stderr.write('\\u001b[31merror\\u001b[39m: --task: unknown task\\n'); process.exitCode = 2";
    const turn: Turn = { ...absent("a".repeat(40), out), program: [process.execPath, "--eval", says, "--"], cwd: out };
    await expect(takeTurns([turn, turn], { rounds: 1, signal })).rejects.toThrow(
      /^a{40}: its run did not come to its end; expected a finished run in .*01; got --task: unknown task/,
    );
  });

  it("waits until a run that was left behind has ended", async () => {
    const [a, b] = [await folder(), await folder()];
    await finishedRounds(a, ["01"]);
    await finishedRounds(b, ["01"]);
    const file = join(b, "01", "run.json");
    const finished = await readFile(file, "utf8");
    await writeFile(file, finished.replace('"state": "finished"', '"state": "running"'));
    const unlock = lockRunFolder(join(b, "01"));
    setTimeout(async () => {
      await writeFile(`${file}.new`, finished);
      await rename(`${file}.new`, file);
      unlock();
    }, 300);
    await expect(takeTurns([absent("a", a), absent("b", b)], { rounds: 1, signal })).resolves.toBeUndefined();
    expect(await readFile(file, "utf8")).toBe(finished);
  });

  it("ends at an interruption", async () => {
    const out = await folder();
    const turns = [absent("a", out), absent("b", out)] as const;
    const options = { rounds: 1, signal: AbortSignal.abort() };
    await expect(takeTurns(turns, options)).rejects.toThrow(InterruptedError);
  });
});

describe("evenkeel compare-commits", () => {
  let stderr = "";
  beforeEach(() => {
    stderr = "";
    vi.spyOn(process.stderr, "write").mockImplementation((text) => ((stderr += String(text)), true));
  });
  afterEach(() => {
    vi.restoreAllMocks();
    process.exitCode = undefined;
  });
  const head = () => execFileSync("git", ["-C", projectRoot, "rev-parse", "HEAD"], { encoding: "utf8" }).trim();

  it("says in a line what is no commit, no experiment, or the same commit twice", async () => {
    const faults: [string[], RegExp][] = [
      [["no-such-branch", "HEAD"], /before: no such commit; expected a branch.*got "no-such-branch"/],
      [["HEAD", head()], /both are the same commit; expected two commits; got [0-9a-f]{40}/],
      [["HEAD", "main", "no-such"], /no such experiment/],
      [["HEAD", "main", "--rounds", "0"], /whole number from 1/],
      [["HEAD", "main", "--fail-on", "sloth"], /nothing to fail on/],
    ];
    for (const [args, told] of faults) {
      stderr = "";
      expect(await runCli(["compare-commits", ...args])).toBe(2);
      expect(stderr).toMatch(told);
    }
  });

  it("refuses a folder that holds another comparison, before it checks anything out", async () => {
    const out = await folder();
    await writeFile(join(out, "comparison.json"), "{}\n");
    // Of no branch: a checkout may hold one commit alone.
    const identity = ["-c", "user.name=Test", "-c", "user.email=test@example.org"];
    const other = execFileSync("git", ["-C", projectRoot, ...identity, "commit-tree", "HEAD^{tree}", "-m", "other"], {
      encoding: "utf8",
    }).trim();
    expect(await runCli(["compare-commits", other, "HEAD", "--out", out])).toBe(2);
    expect(stderr).toMatch(
      /--out: the folder holds another comparison; expected the same commits, experiment and flags/,
    );
    expect(await readFile(join(out, "comparison.json"), "utf8")).toBe("{}\n");
    expect(existsSync(join(out, "before"))).toBe(false);
  });
});
