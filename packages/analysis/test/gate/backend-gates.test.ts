import type { CheckResult } from "@evenkeel/core";
import { describe, expect, test } from "vitest";
import { gateFailureOf, gateOf } from "../../src/gate/backend-gates.ts";
import { gateMatrixOf, groupsByQuantity, tallyOf } from "../../src/gate/check-groups.ts";
import { gateFindingsOf } from "../../src/gate/findings.ts";
import type { RunData } from "../../src/run-data.ts";
import { failingGate } from "../fixture/failing-gate.ts";
import { madeUpRun, type MadeUpOptions } from "../fixture/made-up-run.ts";

const backends = ["onnx-cpu", "onnx-wasm", "tfjs-wasm"];
const made = (options: MadeUpOptions = {}) => madeUpRun({ tasks: ["gradients", "train"], backends, ...options });

function gatesOf(data: RunData) {
  const gates = gateOf(data);
  if (gates === null) throw new Error("no gate");
  return gates;
}

test("of several models the worst counts, and each check of a layer kind once", () => {
  const data = made();
  const cell = "r1.gradients.keras-mnist-cnn-small.onnx-cpu.s1";
  const checks = data.samples.checks.get(cell) ?? [];
  const worse = checks.map((check): CheckResult => ({ ...check, maxRelative: 9e-6 }));
  data.samples.checks.set(cell, worse);
  const [gate] = gatesOf(data);
  expect(gate?.checks).toHaveLength(20);
  expect(gate?.checks.find(({ id }) => id === "dense/plain/loss")?.maxRelative).toBe(9e-6);
});

test("a run without a gate has none", () => {
  expect(gateOf(madeUpRun({ backends }))).toBeNull();
});

describe("the findings", () => {
  test("name who fails, and prove by those who fail nothing", () => {
    const { blamed, proof, unproved } = gateFindingsOf(gatesOf(failingGate(made(), "tfjs-wasm")));
    expect(blamed).toMatchObject([{ backend: "tfjs-wasm", checks: 20, failed: 4, models: null }]);
    expect(blamed[0]?.first.id).toBe("dense/plain/gradients");
    expect(proof).toMatchObject({
      backends: ["onnx-cpu", "onnx-wasm"],
      everyBackend: false,
      passed: 40,
      unsupported: 0,
    });
    expect(proof?.largest.check.maxRelative).toBeGreaterThan(0);
    expect(unproved).toEqual([]);
  });

  test("count models without checks as not proved", () => {
    const { proof, unproved } = gateFindingsOf(gatesOf(made({ models: ["lenet-5"], settle: () => null })));
    expect(proof).toBeNull();
    expect(unproved).toEqual([{ state: "not-run", groups: [{ models: ["lenet-5"], backends, everyBackend: true }] }]);
  });
});

describe("groups of checks", () => {
  const [, , failing] = gatesOf(failingGate(made(), "tfjs-wasm"));
  const checks = failing?.checks ?? [];

  test("are as bad as their worst, and blame nobody for what is unsupported", () => {
    const { groups } = gateMatrixOf(gatesOf(failingGate(made(), "tfjs-wasm")));
    const cells = groups[0]?.rows.map(({ subject, cells: row }) => [subject, row[2]?.group]) ?? [];
    expect(cells).toMatchObject([
      ["dense", { verdict: "failed", unsupported: 0, maxRelative: 0.52 }],
      ["flatten", { verdict: "unsupported", unsupported: 4, maxRelative: null, failed: [] }],
    ]);
    expect(groupsByQuantity(checks)).toHaveLength(16);
  });

  test("are counted by verdict", () => {
    expect(tallyOf(checks)).toEqual({ passed: 12, failed: 2, error: 2, unsupported: 4 });
  });
});

test("a failure is a failed check, or the gate's cell when its checks are lost", () => {
  const data = failingGate(made(), "tfjs-wasm");
  const place = { workload: "keras-mnist-cnn", backend: "tfjs-wasm" };
  expect(gateFailureOf(data, place)).toMatchObject({ check: { id: "dense/plain/gradients" } });
  data.samples.checks.clear();
  expect(gateFailureOf(data, place)).toEqual({ cellId: "r1.gradients.keras-mnist-cnn.tfjs-wasm.s1" });
  expect(gateFailureOf(madeUpRun({ backends }), place)).toBeNull();
});
