import { stripVTControlCharacters } from "node:util";
import { describe, expect, it } from "vitest";
import type { CheckResult } from "@evenkeel/core";
import { describeChecked, type Checked } from "../src/check-output.ts";
import { runCli } from "../src/program.ts";
import { captured } from "./fixtures/captured-output.ts";

describe("evenkeel check", () => {
  it("proves a layer kind of a real backend, and says with which errors", async () => {
    expect(await runCli(["check", "--backend", "onnx-cpu", "--layer", "relu"])).toBe(0);
    expect(captured.out).toMatch(/^onnx-cpu +verdict +largest relative +absolute +ULP\nrelu +passed +\d\.\de-\d/);
    expect(captured.out).toMatch(/onnx-cpu: all \d+ checks passed; largest error \d\.\de-\d relative/);
  });

  it("gives every check's numbers as JSON", async () => {
    expect(await runCli(["check", "--backend", "onnx-cpu", "--layer", "flatten", "--threads", "1", "--json"])).toBe(0);
    const { backends } = JSON.parse(captured.out) as { backends: { backend: string; checks: { subject: string }[] }[] };
    expect(backends.map(({ backend }) => backend)).toEqual(["onnx-cpu"]);
    expect(new Set(backends[0]?.checks.map(({ subject }) => subject))).toEqual(new Set(["flatten"]));
  });

  it("checks a network as a run makes it for another number of classes", async () => {
    const checksOf = async (...flags: string[]) => {
      captured.out = "";
      expect(await runCli(["check", "--backend", "onnx-cpu", "--model", "lenet-5", ...flags, "--json"])).toBe(0);
      return (JSON.parse(captured.out) as { backends: { checks: { id: string; maxAbsolute: number }[] }[] }).backends[0]
        ?.checks;
    };
    const [written, three] = [await checksOf(), await checksOf("--classes", "3")];
    expect(three?.map(({ id }) => id)).toEqual(written?.map(({ id }) => id));
    expect(three).not.toEqual(written);
  });

  it("fails a backend that is wrong, and says plainly what it lacks and gets wrong", async () => {
    expect(await runCli(["check", "--backend", "tfjs-wasm-upstream", "--layer", "max-pool2d,depthwise-conv2d"])).toBe(
      1,
    );
    expect(captured.out).toMatch(
      /max-pool2d\/same-behind-batch-norm-non-positive\/gradients: batch-norm\.\w+ \(batch-norm\) differs/,
    );
    expect(captured.out).toMatch(/layer "\S+" \(conv2d\): .* without Conv2DBackpropFilter;/);
    expect(captured.out).toMatch(
      /layer "\S+" \(depthwise-conv2d\): .* without DepthwiseConv2dNativeBackpropFilter and /,
    );
    expect(captured.out).not.toMatch(/\n\s+at /);
  });

  it.each([
    [["--layer", "max-pool"], /--layer: unknown layer kind; expected .*max-pool2d.*got "max-pool"/],
    [["--backend", "onnx"], /--backend: unknown backend/],
    [["--model", "resnet"], /--model: unknown model/],
    [["--model", "lenet-5", "--classes", "1"], /--classes.*whole number from 2/],
    [["--layer", "relu", "--classes", "3"], /--classes: no network of the list is checked; expected --model beside it/],
  ])("%j is wrong use", async (flags, message) => {
    expect(await runCli(["check", ...flags])).toBe(2);
    expect(captured.err).toMatch(message);
  });
});

describe("what a check shows", () => {
  const passed: CheckResult = {
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
  };
  const failing = (variant: string, message: string): CheckResult => ({
    ...passed,
    id: `relu/${variant}/gradients`,
    verdict: "failed",
    maxRelative: 0.5,
    message,
  });
  const one = (backend: string, checks: readonly CheckResult[]): Checked => ({ backend, checks, reason: null });
  const show = (checked: readonly Checked[], everyFailure = false) =>
    stripVTControlCharacters(describeChecked(checked, { everyFailure })).split("\n");

  it("puts several backends side by side, a line a layer kind", () => {
    const unsupported: CheckResult = { ...passed, verdict: "unsupported", maxRelative: null };
    const away: Checked = {
      backend: "d",
      checks: [],
      reason: { state: "unavailable", message: "not here", remedy: "fetch it" },
    };
    const checked = [one("a", [passed]), one("b", [passed, failing("ties", "half")]), one("c", [unsupported]), away];
    expect(show(checked)).toEqual([
      "largest relative error  a               b                      c",
      "relu                    passed  2.0e-7  FAILED 1 of 2  5.0e-1  unsupported  –",
      "",
      "failed  b  relu/ties/gradients: half",
      "",
      "a: all 1 checks passed; largest error 2.0e-7 relative, 1.0e-7 absolute, 3 ULP",
      "b: 1 of 2 checks failed",
      "c: supports nothing of this",
      "d: unavailable: not here; fetch it",
      "",
      "In a run, a backend shows as not comparable wherever a failed check concerns its training. " +
        "One part alone: npx -y pnpm@12 evenkeel check --backend b --layer relu",
    ]);
  });

  it("says once what many checks say, and how many more there are", () => {
    const checks = ["no kernel", "no kernel", "b", "c", "d", "e"].map((message, index) =>
      failing(String(index), message),
    );
    const lines = (everyFailure: boolean) => show([one("a", checks)], everyFailure).slice(3, -4);
    expect(lines(false)).toEqual([
      "failed  a  relu/0/gradients: no kernel (and 1 more checks alike)",
      "failed  a  relu/2/gradients: b",
      "failed  a  relu/3/gradients: c",
      "        a  2 more of relu (--verbose lists every one)",
    ]);
    expect(lines(true)).toHaveLength(6);
  });
});
