import { execFile } from "node:child_process";
import { mkdtemp, readFile, rename, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { madeUpRun, writtenRun } from "@evenkeel/analysis/fixture";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { runCli } from "../src/program.ts";

const execute = promisify(execFile);
const program = resolve(import.meta.dirname, "../evenkeel.js");
const run = madeUpRun({ models: ["lenet-5"], backends: ["onnx-cpu"] });

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "evenkeel-cli-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A run whose words and whose folder's name hold what a terminal obeys. */
async function hostileRun(): Promise<string> {
  const title = "a\u0085b\u200Bc\u202E";
  const folder = join(await emptyFolder(), title);
  const { experiment } = run.run;
  const hostile = { ...run.run, experiment: { ...experiment, title, description: title } };
  await rename(await writtenRun({ ...run, run: hostile }), folder);
  return folder;
}

describe("evenkeel report", () => {
  let stdout = "";
  let stderr = "";

  beforeEach(() => {
    [stdout, stderr] = ["", ""];
    vi.spyOn(process.stdout, "write").mockImplementation((text) => {
      stdout += String(text);
      return true;
    });
    vi.spyOn(process.stderr, "write").mockImplementation((text) => {
      stderr += String(text);
      return true;
    });
  });
  afterEach(() => vi.restoreAllMocks());

  it("writes the page into the run folder unless told otherwise", async () => {
    const folder = await writtenRun(run);
    expect(await runCli(["report", folder])).toBe(0);
    expect(stdout).toBe(`${join(folder, "index.html")}\n`);
    expect(await readFile(join(folder, "index.html"), "utf8")).toMatch(/^<!doctype html>/);
    expect(await readFile(join(folder, "manifest.sha256"), "utf8")).toContain("index.html");
  });

  it.each(["json", "markdown", "csv", "badge"])("writes %s to the file that --out names", async (format) => {
    const [folder, target] = [await writtenRun(run), join(await emptyFolder(), "out.txt")];
    expect(await runCli(["report", folder, "--format", format, "--out", target])).toBe(0);
    expect(stdout).toBe(`${target}\n`);
    expect((await readFile(target, "utf8")).length).toBeGreaterThan(100);
  });

  it.each(["json", "markdown", "csv"])(
    "writes %s to a redirected stdout as to a file, whatever it holds",
    async (format) => {
      const folder = await hostileRun();
      const target = join(await emptyFolder(), "out.txt");
      const command = [program, "report", folder, "--format", format];
      await execute(process.execPath, [...command, "--out", target]);
      const { stdout: redirected } = await execute(process.execPath, command);
      expect(redirected).toBe(await readFile(target, "utf8"));
    },
  );

  it("prints JSON that is the same document with nothing in it that a terminal obeys", async () => {
    const folder = await hostileRun();
    const { stdout: redirected } = await execute(process.execPath, [program, "report", folder, "--format", "json"]);
    expect(JSON.parse(redirected)).toMatchObject({ folder });
    expect(redirected).not.toMatch(/[\u0080-\u009F]|\p{Cf}/u);
  });

  it("names on stderr the samples that a table lacks", async () => {
    const [folder, target] = [await writtenRun(run), join(await emptyFolder(), "samples.csv")];
    await rm(join(folder, "cells", "r1.latency.lenet-5.onnx-cpu.s1"), { recursive: true });
    const flags = ["--format", "csv", "--table", "samples", "--out", target];
    expect(await runCli(["report", folder, ...flags])).toBe(0);
    expect(stderr).toContain("not in the table: r1.latency.lenet-5.onnx-cpu.s1: no latency samples");
  });

  it("refuses a table of another format, and a format that there is not", async () => {
    const folder = await writtenRun(run);
    expect(await runCli(["report", folder, "--table", "samples"])).toBe(2);
    expect(stderr).toContain("--table: only csv has tables");
    expect(await runCli(["report", folder, "--format", "pdf"])).toBe(2);
  });

  it("takes --markdown and --badge for their formats, one at a time, and names of the run alone", async () => {
    const folder = await writtenRun(run);
    const target = join(await emptyFolder(), "out");
    expect(await runCli(["report", folder, "--markdown", "--out", target])).toBe(0);
    expect(await readFile(target, "utf8")).toMatch(/^# /);
    expect(await runCli(["report", folder, "--badge", "p50", "--backend", "onnx-cpu", "--out", target])).toBe(0);
    expect(await readFile(target, "utf8")).toMatch(/^<svg .*one prediction, p50: onnx-cpu · [\d.]+ ms/);
    for (const [flags, message] of [
      [["--markdown", "--format", "csv"], "--markdown: one format at a time; got csv"],
      [["--badge", "--markdown"], "one format at a time"],
      [["--backend", "onnx-cpu"], "--backend: only a badge is of one workload or backend; add --badge"],
      [["--badge", "--backend", "onx-cpu"], "did you mean onnx-cpu?"],
      [["--badge", "--workload", "lenet"], "--workload: unknown workload of the run"],
    ] as const) {
      stderr = "";
      expect(await runCli(["report", folder, ...flags])).toBe(2);
      expect(stderr).toContain(message);
    }
  });
});
