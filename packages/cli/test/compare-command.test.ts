import { cp, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { stripVTControlCharacters } from "node:util";
import { madeUpRun, writtenRun, type MadeUpOptions } from "@evenkeel/analysis/fixture";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import type { CellResult, Environment } from "@evenkeel/core";
import { madeUpIdentity } from "@evenkeel/core/fixture";
import { runCli } from "../src/program.ts";

const base = { models: ["lenet-5"], backends: ["onnx-cpu", "onnx-wasm"], threads: [1] } as const;

interface Options {
  readonly rounds?: number;
  readonly fingerprint?: string;
  readonly epochs?: number;
  readonly environment?: Partial<Environment>;
}

/** A run in which one backend's single predictions take so many times as long, on a machine of that fingerprint. */
async function run(
  factor: number,
  { rounds = 12, fingerprint = "", epochs = 1, environment = {} }: Options = {},
): Promise<string> {
  const settle: MadeUpOptions["settle"] = (cell, result): CellResult => {
    const p50 = result.state === "completed" ? result.measurements["latency.p50Ms"] : undefined;
    if (result.state !== "completed" || p50 === undefined) return result;
    const value = (cell.backend === "onnx-wasm" ? factor : 1) * (1 + 0.01 * Math.sin(cell.round));
    return { ...result, measurements: { ...result.measurements, "latency.p50Ms": { ...p50, value } } };
  };
  const made = madeUpRun({ ...base, rounds, epochs, settle });
  const changed = {
    fingerprint: fingerprint || made.run.fingerprint,
    environment: { ...made.run.environment, ...environment },
  };
  return writtenRun({ ...made, run: { ...made.run, ...changed } });
}

describe("evenkeel compare", () => {
  let [stdout, stderr] = ["", ""];
  beforeEach(() => {
    [stdout, stderr] = ["", ""];
    vi.spyOn(process.stdout, "write").mockImplementation(
      (text) => ((stdout += stripVTControlCharacters(String(text))), true),
    );
    vi.spyOn(process.stderr, "write").mockImplementation(
      (text) => ((stderr += stripVTControlCharacters(String(text))), true),
    );
  });
  afterEach(() => {
    vi.restoreAllMocks();
    process.exitCode = undefined;
  });

  it("names what became slower, and fails where that was asked for", async () => {
    const [before, after] = [await run(1), await run(1.2)];
    expect(await runCli(["compare", before, after])).toBe(0);
    expect(stdout).toMatch(
      /lenet-5 +onnx-wasm +1 thread each +One prediction, p50 .* 1\.200 +slower \(1\.2.*12 rounds\)/,
    );
    expect(stdout).not.toMatch(/onnx-cpu +1 thread/);
    expect(stdout).toContain("did not meet it in the same minutes");
    expect(await runCli(["compare", before, after, "--fail-on", "slower"])).toBe(1);
    expect(await runCli(["compare", after, before, "--fail-on", "slower"])).toBe(0);
    expect(await runCli(["compare", before, after, "--fail-on", "less-accurate,more-memory"])).toBe(0);
  });

  it("claims nothing of less than it can hold, of too few rounds, and of the same run", async () => {
    const [one, near, few] = [await run(1), await run(1.04), await run(1.2, { rounds: 5 })];
    expect(await runCli(["compare", one, near, "--fail-on", "slower"])).toBe(0);
    expect(await runCli(["compare", one, few, "--fail-on", "slower", "--all"])).toBe(0);
    expect(stdout).toContain("too few rounds (5; 6 can decide)");
    expect(await runCli(["compare", one, one, "--fail-on", "slower,more-memory,less-accurate"])).toBe(0);
  });

  it("of two machines gives ratios within each run, and compares accuracies alone", async () => {
    const [here, there] = [await run(1), await run(3, { fingerprint: "fedcba9876543210" })];
    expect(await runCli(["compare", here, there, "--baseline", "onnx-cpu", "--fail-on", "slower", "--json"])).toBe(0);
    const { sameMachine, changes } = JSON.parse(stdout) as {
      sameMachine: boolean;
      changes: { metric: string; backend: string; claim: object | null; ratios: [number, number] | null }[];
    };
    expect(sameMachine).toBe(false);
    expect(changes.filter(({ claim }) => claim !== null).map(({ metric }) => metric)).toEqual(["accuracy", "accuracy"]);
    const wasm = changes.find(({ metric, backend }) => metric === "p50" && backend === "onnx-wasm");
    expect(wasm?.ratios?.map((ratio) => Math.round(ratio))).toEqual([1, 3]);
    stdout = "";
    await runCli(["compare", here, there, "--baseline", "onnx-cpu"]);
    expect(stdout).toMatch(/Two machines: .*\n[\s\S]*1\.00, then 3\.00 of the baseline/);
  });

  it("says in what two machines differ that their names do not tell apart", async () => {
    const zen4 = { ...madeUpIdentity, cpuVersion: "\u001B[2Jan escape", isa: ["avx2", "fma", "avx512f"] };
    const here = await run(1, { environment: { machine: madeUpIdentity, machineName: "lab-1" } });
    const there = await run(1, { fingerprint: "fedcba9876543210", environment: { machine: zen4 } });
    expect(await runCli(["compare", here, there])).toBe(0);
    expect(stdout).toContain(
      "The runs' machines differ in ISA: avx512f in the second alone; processor version: " +
        String.raw`AuthenticAMD family 25 model 1 stepping 1 and \x1b[2Jan escape.`,
    );
    expect(stdout).toMatch(/^before: 2026-11-22T23-10-00-quick, lab-1, Made-up Processor 9000, /m);
    stdout = "";
    expect(await runCli(["compare", here, there, "--json"])).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({
      before: { machineName: "lab-1" },
      machinesDifferIn: ["ISA: avx512f in the second alone", expect.stringMatching(/^processor version: /) as string],
    });
    stdout = "";
    expect(await runCli(["compare", here, here])).toBe(0);
    expect(stdout).not.toContain("differ in");
  });

  it("leaves out what the runs did not do alike, and says what it wants in a line", async () => {
    const [one, longer] = [await run(1), await run(1, { epochs: 2 })];
    expect(await runCli(["compare", one, longer])).toBe(2);
    expect(stderr).toMatch(/^error: before, after: .*got lenet-5 differs in the epochs\n$/);
    stderr = "";
    expect(await runCli(["compare", one, one, "--fail-on", "sloth"])).toBe(2);
    expect(await runCli(["compare", one, one, "--baseline", "torch-cpu"])).toBe(2);
    expect(stderr).toBe(
      'error: --fail-on: nothing to fail on; expected slower, less-accurate, more-memory; got "sloth"\n' +
        'error: --baseline: no such backend in both runs; expected onnx-cpu, onnx-wasm; got "torch-cpu"\n',
    );
  });

  it("takes a folder of runs that took turns for one, round by round, and writes Markdown", async () => {
    const out = await mkdtemp(join(tmpdir(), "evenkeel-turns-"));
    onTestFinished(() => rm(out, { recursive: true, force: true }));
    for (let round = 1; round <= 10; round += 1) {
      for (const [side, factor] of [
        ["before", round],
        ["after", 1.2 * round],
      ] as const)
        await cp(await run(factor, { rounds: 1 }), join(out, side, String(round).padStart(2, "0")), {
          recursive: true,
        });
    }
    const [before, after, markdown] = [join(out, "before"), join(out, "after"), join(out, "comment.md")];
    expect(await runCli(["compare", before, after, "--fail-on", "slower", "--markdown", markdown])).toBe(1);
    expect(stdout).toMatch(/lenet-5 +onnx-wasm .* 1\.200 +slower \(1\.2.*10 rounds\)/);
    expect(await readFile(markdown, "utf8")).toMatch(/^## 1 slower\n\n.* 10 rounds each /);
    expect(await runCli(["compare", before, after, "--markdown", join(out, "nowhere", "comment.md")])).toBe(2);
    expect(stderr).toMatch(/^error: --markdown: no such folder to write to; .*\n$/);
    await cp(await run(1, { rounds: 1, fingerprint: "fedcba9876543210" }), join(before, "11"), { recursive: true });
    stderr = "";
    expect(await runCli(["compare", before, after])).toBe(2);
    expect(stderr).toMatch(
      /^error: before: runs that are no parts of one; expected runs of the same machine; got .*\n$/,
    );
  });
});
