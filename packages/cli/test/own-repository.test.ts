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

let repository: OwnRepository;
let place = "";
/** What is checked out in a night; the culprit lies between the fourth and the fifth. */
const commits: string[] = [];
let culprit = "";

beforeAll(async () => {
  repository = await ownRepository();
  place = await mkdtemp(join(tmpdir(), "evenkeel-own-nights-"));
  const note = (text: string) => ({ "README.md": `${text}\n` });
  commits.push(await repository.commit("An experiment", { [file]: experimentFile(), ...pictures("bench/pictures") }));
  for (const day of ["two", "three", "four"]) commits.push(await repository.commit(day, note(day)));
  culprit = await repository.commit("Other pictures", pictures("bench/pictures", true));
  for (const day of ["five", "six", "seven"]) commits.push(await repository.commit(day, note(day)));
});
afterAll(async () => {
  await repository.remove();
  await rm(place, { recursive: true, force: true });
});

const comparison = () => join(place, "comparison");

/**
 * A night of a commit: a run that was made, under another date and with another accuracy. Times and memory never
 * differ, as they are not what this is about.
 */
async function writeNight(number: number, accuracy: number): Promise<void> {
  const day = `2026-11-2${number}`;
  const runId = `${day}T02-17-00-own-nightly`;
  const folder = join(place, "runs", runId);
  await cp(join(comparison(), "before", "01"), folder, { recursive: true });
  const run = await readRun(folder);
  const cells = run.cells.map((cell) => ({
    ...cell,
    measurements: Object.fromEntries(
      Object.entries(cell.measurements).map(([name, one]) => [
        name,
        { ...one, value: name === "train.testAccuracy" ? accuracy : 1 },
      ]),
    ),
  }));
  const commit = commits[number - 1];
  const environment = { ...run.environment, repository: { ...run.environment.repository, commit } };
  const times = { startedAt: `${day}T02:17:00.000Z`, finishedAt: `${day}T02:18:00.000Z` };
  await writeFile(join(folder, "run.json"), JSON.stringify({ ...run, ...times, runId, environment, cells }));
  await writeManifest(folder);
}

/** The command, killed when it says a line like that; what it said until then. */
async function killedAt(line: RegExp, ...args: string[]): Promise<string[]> {
  const program = join(projectRoot, "packages/cli/evenkeel.js");
  const stdio: ["ignore", "ignore", "pipe"] = ["ignore", "ignore", "pipe"];
  const child = spawn(process.execPath, [program, ...args], { cwd: repository.folder, stdio });
  const ended = once(child, "exit");
  const said: string[] = [];
  for await (const one of createInterface(child.stderr)) {
    said.push(one);
    if (line.test(one)) break;
  }
  child.kill("SIGKILL");
  await ended;
  return said;
}

const namesIn = (...path: string[]) => readdir(join(projectRoot, ".cache", ...path)).catch(() => [] as string[]);
const turnsOf = (lines: readonly string[]) => lines.filter((line) => /^ {2}(?:round|testing)/.test(line));

// A dozen runs: on a busy machine each takes half a minute.
describe("an experiment in a repository of its own", { timeout: 900_000 }, () => {
  it("has commits compared, each with the experiment as it has it", async () => {
    const compare = ["compare-commits", commits[0] ?? "", commits[1] ?? "", `./${file}`, "--out", comparison()];
    const { code, out, err } = await evenkeelIn(repository.folder, ...compare, "--rounds", "1", "--all");
    expect(code, err).toBe(0);
    expect(out).toMatch(/^shades +onnx-cpu +1 +.*accuracy +100\.00% +100\.00%/m);
    const runs = [await readRun(join(comparison(), "before", "01")), await readRun(join(comparison(), "after", "01"))];
    expect(runs.map(({ environment }) => environment.repository)).toEqual(
      [commits[0], commits[1]].map((commit) => ({ commit, dirty: false, experiment: file })),
    );
    const other = await evenkeelIn(repository.folder, ...compare.with(1, culprit));
    expect([other.code, other.err]).toEqual([2, expect.stringContaining("the folder holds another comparison")]);
  });

  it("is followed by them: what changed is proposed, run again, confirmed and named, whatever kills it meanwhile", async () => {
    for (const number of [1, 2, 3, 4]) await writeNight(number, 1);
    for (const number of [5, 6, 7]) await writeNight(number, 0.25);
    const store = ["--store", join(place, "history.sqlite")];
    const history = (...args: string[]) => evenkeelIn(repository.folder, "history", ...args, ...store);
    expect((await history("import", join(place, "runs"))).out).toBe("7 imported\n");
    const { proposals } = JSON.parse((await history("check", "--json")).out) as {
      readonly proposals: readonly { readonly id: string; readonly series: Run["cells"][number] & { id: string } }[];
    };
    expect(proposals).toMatchObject([{ series: { measurement: "train.testAccuracy" }, effect: -0.75 }]);

    const reruns = await namesIn("history", "reruns");
    const issues = join(place, "issues");
    const command = ["confirm", "--bisect", "--issues", issues, "--json"];
    const [good, suspect] = [commits[3]?.slice(0, 12) ?? "", commits[4]?.slice(0, 12) ?? ""];
    const before = await killedAt(new RegExp(`round 1 of 8: ${suspect}`), "history", ...command, ...store);
    expect(turnsOf(before), before.join("\n")).toEqual([`  round 1 of 8: ${good}`, `  round 1 of 8: ${suspect}`]);

    // What was whole is not run again; what a seed determines is run twice, and at the good commit for all.
    const { code, out, err } = await history(...command);
    expect(code, err).toBe(1);
    const tested = culprit.slice(0, 12);
    expect(turnsOf(err.split("\n"))).toEqual([
      `  round 1 of 8: ${suspect}`,
      `  round 2 of 8: ${suspect}`,
      `  round 2 of 8: ${good}`,
      `  testing ${tested}`,
      `  round 1 of 8: ${tested}`,
      `  round 2 of 8: ${tested}`,
    ]);
    expect(JSON.parse(out)).toMatchObject([
      {
        state: "confirmed",
        finding: { id: proposals[0]?.id, state: "confirmed" },
        confirmation: { rounds: 2 },
        change: { good: commits[3], suspect: commits[4], bisection: { firstBad: culprit, candidates: [culprit] } },
      },
    ]);
    const issue = await readFile(join(issues, `${proposals[0]?.series.id}.md`), "utf8");
    expect(issue).toMatch(/^# Regression: onnx-cpu, shades · train\.testAccuracy · 1 thread: −\d+\.\d\d points\n/);
    expect(issue).toContain(`between \`${good}\` and \`${suspect}\`\n- a rerun of both side by side, 2 rounds: −`);
    expect(issue).toContain(`- first bad commit: \`${culprit}\` (1 tested)`);

    // Nothing of it is left: no checkout, no rerun, nothing to decide.
    expect(await namesIn("history", "reruns")).toEqual(reruns);
    const ours = new Set([...commits, culprit].map((commit) => commit.slice(0, 8)));
    expect((await namesIn("worktrees")).filter((name) => ours.has(name.slice(0, 8)))).toEqual([]);
    expect((await repository.git("worktree", "list")).split("\n")).toHaveLength(1);
    expect((await history("confirm")).out).toBe("Nothing of this machine is suspected.\n");
  });
});
