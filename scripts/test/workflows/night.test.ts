/** A night's steps one after another, as the action at the root takes them: a real run, kept in releases. */
import { execFile } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, join } from "node:path";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { root, temporaryFolder } from "./act.ts";
import { fakeGitHub } from "./fake-github.ts";
import { tinyExperiment } from "./tiny-experiment.ts";

it("measures, keeps and judges, and says what a workflow goes on with", async () => {
  const { url, releases } = await fakeGitHub();
  const folder = temporaryFolder();
  const at = (name: string) => join(folder, name);
  writeFileSync(at("mine.ts"), tinyExperiment);
  for (const name of ["output", "summary"]) writeFileSync(at(name), "");
  mkdirSync(at("runs"));
  const env = {
    ...process.env,
    EXPERIMENT: "./mine.ts",
    MACHINE: "bench-1",
    ROUNDS: "6",
    HISTORY: "release",
    GITHUB_API_URL: url,
    GITHUB_TOKEN: "not-a-token",
    GITHUB_REPOSITORY: "owner/repository",
    GITHUB_OUTPUT: at("output"),
    GITHUB_STEP_SUMMARY: at("summary"),
  };
  const step = (script: string, ...args: readonly string[]) =>
    promisify(execFile)(process.execPath, [join(root, "scripts/github", script), ...args], { cwd: folder, env });
  const output = () =>
    new Map(
      readFileSync(at("output"), "utf8")
        .trimEnd()
        .split("\n")
        .map((line) => line.split("=", 2) as [string, string]),
    );
  await step("night.ts", "measure", at("runs"), at("history.sqlite"));
  const run = output().get("run") ?? "";
  expect(basename(run)).toMatch(/^\d{4}-\d\d-\d\dT[\d-]+-tiny$/);
  expect(readdirSync(at("runs"))).toEqual([basename(run)]);
  await step("night.ts", "judge", run, at("history.sqlite"), folder);
  expect(output().get("regressions")).toBe("0");
  expect(readdirSync(output().get("issues") ?? "")).toEqual([]);
  const summary = readFileSync(at("summary"), "utf8");
  expect(summary).toMatch(/^## Nothing for the worse was confirmed\n\n0 series judged, \d+ not judged/);
  expect(summary).toContain("One network, one backend");
  await step("history.ts", "push", at("runs"), run, at("history.sqlite"));
  expect(releases.names(`evenkeel-history-${basename(run).slice(0, 7)}`)).toEqual([`${basename(run)}.tar.gz`]);
  const [name = ""] = releases.names("evenkeel-history-findings");
  const kept = releases.all.find(({ tag }) => tag === "evenkeel-history-findings")?.assets.get(name);
  expect(JSON.parse(kept?.bytes.toString() ?? "")).toMatchObject({ machine: { name: "bench-1" }, findings: [] });
});
