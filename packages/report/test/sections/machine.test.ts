import type { Run } from "@evenkeel/analysis";
import { madeUpRun } from "@evenkeel/analysis/fixture";
import type { MachineIdentity } from "@evenkeel/core";
import { madeUpIdentity } from "@evenkeel/core/fixture";
import { expect, test } from "vitest";
import { environmentOf, provenance } from "../../src/sections/provenance/view.ts";

const machine: MachineIdentity = {
  ...madeUpIdentity,
  gpus: ["NVIDIA H100", "NVIDIA H100", "NVIDIA A2"],
  gpuDriverMajor: 580,
  cudaMajor: 13,
};
const { run, ...data } = madeUpRun({ models: ["lenet-5"] });
const newRows = new Set(["machine", "processor version", "vector extensions", "GPU", "reference kernel"]);

function rowsOf(changed: Run): Record<string, string | undefined> {
  const rows = environmentOf(changed).rows.map(({ head, cells }) => [head, cells[0]?.text] as const);
  return Object.fromEntries(rows.filter(([head]) => newRows.has(head)));
}

const on = (parts: Partial<MachineIdentity>, kernel?: Run["referenceKernel"]): Run => ({
  ...run,
  environment: { ...run.environment, machine: { ...machine, ...parts } },
  ...(kernel && { referenceKernel: kernel }),
});

test("tells what machines of one name differ in, its own name, and how fast it was at both ends", () => {
  const whole = on({}, { version: 1, beforeMs: 31.24, afterMs: 33.5 });
  expect(rowsOf({ ...whole, environment: { ...whole.environment, machineName: "lab-1" } })).toEqual({
    machine: "lab-1",
    "processor version": "AuthenticAMD family 25 model 1 stepping 1",
    "vector extensions": "avx2, fma",
    GPU: "2 × NVIDIA H100, NVIDIA A2; driver 580, CUDA 13",
    "reference kernel": "31.2 ms before the first cell, 33.5 ms after the last (version 1)",
  });
});

test("says what the system does not tell", () => {
  const unknown = { cpuVersion: null, isa: null, gpus: [], gpuDriverMajor: null, cudaMajor: null };
  expect(rowsOf(on(unknown, { version: 1, beforeMs: 31, afterMs: null }))).toEqual({
    "processor version": "not told by the system",
    "vector extensions": "not told by the system",
    "reference kernel": "31.0 ms before the first cell, not taken after the last (version 1)",
  });
  expect(rowsOf(on({ isa: [], gpuDriverMajor: null, cudaMajor: null }))).toMatchObject({
    "vector extensions": "none of those looked for",
    GPU: "2 × NVIDIA H100, NVIDIA A2",
  });
});

test("adds nothing to the page of a run that keeps none of it", () => {
  expect(rowsOf(run)).toEqual({});
});

test("shows the command without what it says of this machine", () => {
  const command = ["pnpm", "evenkeel", "run", "quick", "--machine", "lab 1", "--rounds", "3", "--out=x", "--machine=y"];
  const view = provenance.view({ data: { ...data, run: { ...run, command } }, series: [], gates: null });
  expect(view).toMatchObject({ command: "pnpm evenkeel run quick --rounds 3" });
});

test("tells whose commits ran: Evenkeel's, and those of a repository that keeps the experiment", () => {
  const codeOf = (environment: Partial<Run["environment"]>) =>
    environmentOf({ ...run, environment: { ...run.environment, ...environment } })
      .rows.map(({ head, cells }) => [head, cells[0]?.text])
      .filter(([head]) => head === "Evenkeel" || head === "experiment's repository");
  expect(codeOf({})).toEqual([["Evenkeel", "d17cb2cf3a1d"]]);
  const repository = { commit: "ab".repeat(20), dirty: true, experiment: "bench/mine.ts" };
  expect(codeOf({ evenkeelVersion: "0.2.0", repository })).toEqual([
    ["experiment's repository", "abababababab, with uncommitted changes: bench/mine.ts"],
    ["Evenkeel", "0.2.0, d17cb2cf3a1d"],
  ]);
});
