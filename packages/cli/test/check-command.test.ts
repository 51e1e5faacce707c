import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { checkFailures, checkTable } from "../src/check-output.ts";
import { runCli } from "../src/program.ts";

let out = "";
let err = "";
beforeEach(() => {
  [out, err] = ["", ""];
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    out += String(text);
    return true;
  });
  vi.spyOn(process.stderr, "write").mockImplementation((text) => {
    err += String(text);
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  process.exitCode = undefined;
});

describe("evenkeel check", () => {
  it("proves a layer kind of a real backend, and says with which errors", { timeout: 60_000 }, async () => {
    expect(await runCli(["check", "--backend", "onnx-cpu", "--layer", "relu"])).toBe(0);
    expect(out).toMatch(/onnx-cpu +relu +\S*passed \d+/);
    expect(out).toMatch(/onnx-cpu: (\d+) of \1 checks passed/);
  });

  it("gives every check's numbers as JSON", { timeout: 60_000 }, async () => {
    expect(await runCli(["check", "--backend", "onnx-cpu", "--layer", "flatten", "--threads", "1", "--json"])).toBe(0);
    const { backends } = JSON.parse(out) as { backends: { backend: string; checks: { subject: string }[] }[] };
    expect(backends.map(({ backend }) => backend)).toEqual(["onnx-cpu"]);
    expect(new Set(backends[0]?.checks.map(({ subject }) => subject))).toEqual(new Set(["flatten"]));
  });

  it.each([
    [["--layer", "max-pool"], /--layer: unknown layer kind; expected .*max-pool2d.*got "max-pool"/],
    [["--backend", "onnx"], /--backend: unknown backend/],
    [["--model", "resnet"], /--model: unknown model/],
  ])("%j is wrong use", async (flags, message) => {
    expect(await runCli(["check", ...flags])).toBe(2);
    expect(err).toMatch(message);
  });
});

describe("what a check shows", () => {
  const check = {
    id: "relu/plain/gradients",
    scope: "layer",
    subject: "relu",
    quantity: "gradients",
    verdict: "passed",
    tensor: "before.kernel",
    maxAbsolute: 1e-7,
    maxRelative: 2e-7,
    maxUlp: 3,
    tolerance: 2e-5,
    message: "",
  } as const;
  const failed = { ...check, id: "relu/ties/gradients", verdict: "failed", maxRelative: 0.5, message: "half" } as const;

  it("has a row a layer kind, the largest errors, and every failure by name", () => {
    const checked = [
      { backend: "a", checks: [check, failed], reason: null },
      { backend: "b", checks: [], reason: { state: "unavailable", message: "not here" } },
    ] as const;
    expect(checkTable(checked)).toMatch(/a +relu +\S*failed 1 of 2\S* +5\.0e-1 +1\.0e-7 +3/);
    const lines = checkFailures(checked).join("\n");
    expect(lines).toMatch(/failed\S* +a +relu\/ties\/gradients: half/);
    expect(lines).toMatch(/unavailable\S* +b: not here/);
    expect(lines).toMatch(/a: 1 of 2 checks passed/);
  });
});
