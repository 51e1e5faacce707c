/** A repository that keeps an experiment of its own: its runs, its history, its commits beside each other. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { readRun, writeManifest, type Run } from "@evenkeel/run-folder";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { projectRoot } from "../src/project.ts";
import { evenkeelIn, experimentFile, ownRepository, pictures, type OwnRepository } from "./fixtures/own-repository.ts";

const file = "bench/nightly.ts";
const trained = experimentFile("{ train: {}, evaluate: {} }");
/** Evaluates what nobody trained: a change that no clock is needed for. */
const untrained = experimentFile("{ evaluate: {} }");

let repository: OwnRepository;
let place = "";
/** What is checked out in a night; the culprit lies between the fourth and the fifth. */
const commits: string[] = [];
let culprit = "";

beforeAll(async () => {
  repository = await ownRepository();
  place = await mkdtemp(join(tmpdir(), "evenkeel-own-nights-"));
  const note = (text: string) => ({ "README.md": `${text}\n` });
  commits.push(await repository.commit("An experiment", { [file]: trained, ...pictures("bench/pictures") }));
  for (const day of ["two", "three", "four"]) commits.push(await repository.commit(day, note(day)));
  culprit = await repository.commit("Fewer tasks", { [file]: untrained });
  for (const day of ["five", "six", "seven"]) commits.push(await repository.commit(day, note(day)));
});
afterAll(async () => {
  await repository.remove();
  await rm(place, { recursive: true, force: true });
});

const night = (number: number) => join(place, "runs", `2026-11-2${number}T02-17-00-own-nightly`);

/** A night's run of the experiment as it stands in its commit. */
async function runNight(number: number): Promise<Run> {
  await repository.git("checkout", "--quiet", commits[number - 1] ?? "");
  const { code, err } = await evenkeelIn(repository.folder, "run", `./${file}`, "--out", night(number));
  expect(code, err).toBe(0);
  await dated(number);
  return readRun(night(number));
}

/** The night of another commit that did the same work. */
async function copyNight(from: number, number: number): Promise<void> {
  await cp(night(from), night(number), { recursive: true });
  await dated(number);
}

/** Under its own date and commit, with times and memory that never differ: they are not what this is about. */
async function dated(number: number): Promise<void> {
  const path = join(night(number), "run.json");
  const run = JSON.parse(await readFile(path, "utf8")) as Run;
  const day = `2026-11-2${number}`;
  const environment = {
    ...run.environment,
    repository: { ...run.environment.repository, commit: commits[number - 1] },
  };
  const times = { startedAt: `${day}T02:17:00.000Z`, finishedAt: `${day}T02:18:00.000Z` };
  const cells = run.cells.map((cell) => ({
    ...cell,
    measurements: Object.fromEntries(
      Object.entries(cell.measurements).map(([name, one]) => [
        name,
        name.startsWith("evaluate.") ? one : { ...one, value: 1 },
      ]),
    ),
  }));
  const dated = { ...run, ...times, runId: `${day}T02-17-00-own-nightly`, environment, cells };
  await writeFile(path, JSON.stringify(dated));
  await writeManifest(night(number));
}

/** The command, killed when it says a line like that; what it said until then. */
async function killedAt(line: RegExp, ...args: string[]): Promise<string[]> {
  const program = join(projectRoot, "packages/cli/evenkeel.js");
  const child = spawn(process.execPath, [program, ...args], {
    cwd: repository.folder,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const said: string[] = [];
  for await (const one of createInterface(child.stderr)) {
    said.push(one);
    if (line.test(one)) break;
  }
  child.kill("SIGKILL");
  await once(child, "exit");
  return said;
}

const namesIn = (...path: string[]) => readdir(join(projectRoot, ".cache", ...path)).catch(() => [] as string[]);

describe("an experiment in a repository of its own", () => {
  it("is followed by that repository's commits: what changed is proposed, run again, confirmed and named", async () => {
    const first = await runNight(1);
    expect(first.environment.repository).toEqual({ commit: commits[0], dirty: false, experiment: file });
    for (const number of [2, 3, 4]) await copyNight(1, number);
    await runNight(5);
    for (const number of [6, 7]) await copyNight(5, number);
    const history = (...args: string[]) =>
      evenkeelIn(repository.folder, "history", ...args, "--store", join(place, "history.sqlite"));
    expect((await history("import", join(place, "runs"))).out).toBe("7 imported\n");

    const { proposals } = JSON.parse((await history("check", "--json")).out) as {
      readonly proposals: readonly { readonly series: { readonly measurement: string } }[];
    };
    expect(proposals.map(({ series }) => series.measurement)).toEqual(["evaluate.accuracy"]);

    const reruns = await namesIn("history", "reruns");
    const issues = join(place, "issues");
    const store = ["--store", join(place, "history.sqlite")];
    const command = ["history", "confirm", "--bisect", "--issues", issues, "--json"];
    const [good, suspect] = [commits[3]?.slice(0, 12) ?? "", commits[4]?.slice(0, 12) ?? ""];
    const before = await killedAt(new RegExp(`round 1 of 8: ${suspect}`), ...command, ...store);
    expect(before.filter((line) => line.includes("round"))).toEqual([
      `  round 1 of 8: ${good}`,
      `  round 1 of 8: ${suspect}`,
    ]);

    const { code, out, err } = await history(...command.slice(1));
    expect(code, err).toBe(1);
    // The round that was whole is not run again, and what a seed determines in no more than two.
    expect(
      err
        .split("\n")
        .filter((line) => line.includes("round"))
        .slice(0, 3),
    ).toEqual([`  round 1 of 8: ${suspect}`, `  round 2 of 8: ${suspect}`, `  round 2 of 8: ${good}`]);
    const confirmed = JSON.parse(out) as readonly {
      readonly state: string;
      readonly finding: { readonly state: string };
      readonly series: { readonly id: string; readonly measurement: string };
      readonly change: { readonly good: string; readonly bisection: { readonly firstBad: string } };
    }[];
    expect(confirmed.map(({ state, finding }) => [state, finding.state])).toEqual(
      proposals.map(() => ["confirmed", "confirmed"]),
    );
    expect(confirmed.map(({ change }) => [change.good, change.bisection.firstBad])).toEqual(
      proposals.map(() => [commits[3], culprit]),
    );
    const { series } = confirmed.find(({ series: { measurement } }) => measurement === "evaluate.accuracy") ?? {};
    const issue = await readFile(join(issues, `${series?.id}.md`), "utf8");
    expect(issue).toMatch(/^# Regression: onnx-cpu, shades · evaluate\.accuracy · 1 thread: −\d+\.\d\d points\n/);
    expect(issue).toContain(`between \`${good}\` and \`${suspect}\`\n- a rerun of both side by side, 2 rounds: −`);
    expect(issue).toContain(`- first bad commit: \`${culprit}\` (1 tested)`);

    // Nothing of it is left: no checkout, no rerun, nothing to decide.
    expect(await namesIn("history", "reruns")).toEqual(reruns);
    const left = (await namesIn("worktrees")).filter((name) =>
      commits.some((commit) => name.startsWith(commit.slice(0, 8))),
    );
    expect(left).toEqual([]);
    expect((await repository.git("worktree", "list")).split("\n")).toHaveLength(1);
    expect((await history("confirm")).out).toBe("Nothing of this machine is suspected.\n");
  });

  it("has its commits compared, each with the experiment as it has it", async () => {
    await repository.git("checkout", "--quiet", "main");
    const out = join(place, "comparison");
    const compare = ["compare-commits", "HEAD^", "HEAD", `./${file}`, "--rounds", "1", "--out", out];
    const { code, out: told, err } = await evenkeelIn(repository.folder, ...compare, "--all");
    expect(code, err).toBe(0);
    expect(told).toContain("shades");
    const [before, after] = [await readRun(join(out, "before", "01")), await readRun(join(out, "after", "01"))];
    expect([before, after].map(({ environment }) => environment.repository)).toEqual(
      [commits[5], commits[6]].map((commit) => ({ commit, dirty: false, experiment: file })),
    );
    const { code: again, err: why } = await evenkeelIn(
      repository.folder,
      "compare-commits",
      "HEAD^^",
      "HEAD",
      `./${file}`,
      "--out",
      out,
    );
    expect(again).toBe(2);
    expect(why).toContain("the folder holds another comparison");
  });
});
