import { compareRuns, type RunData } from "@evenkeel/analysis";
import { madeUpRun } from "@evenkeel/analysis/fixture";
import type { CellResult } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { comparisonMarkdown, tookTurns } from "../../src/exporters/comparison-markdown.ts";

function run(factor: number, runId: string, { models = ["lenet-5"], rounds = 12 } = {}): RunData {
  const settle = (_: unknown, result: CellResult): CellResult => {
    const p50 = result.state === "completed" ? result.measurements["latency.p50Ms"] : undefined;
    if (result.state !== "completed" || p50 === undefined || result.backend !== "onnx-wasm") return result;
    return {
      ...result,
      measurements: { ...result.measurements, "latency.p50Ms": { ...p50, value: factor * p50.value } },
    };
  };
  const data = madeUpRun({ models, backends: ["onnx-cpu", "onnx-wasm"], threads: [1], rounds, settle });
  return { ...data, run: { ...data.run, runId } };
}

const told = (before: RunData, after: RunData) =>
  comparisonMarkdown([before.run, after.run], compareRuns(before, after, null));

describe("comparisonMarkdown", () => {
  it("says first what is claimed, and folds the rest away", () => {
    const text = told(run(1, "a"), run(1.3, "b"));
    expect(text).toMatch(
      /^## 1 slower\n\nFrom `d17cb2cf3a1d` to `d17cb2cf3a1d`, 12 rounds each that took turns on Made-up Processor 9000, 2 cores\.\n/,
    );
    const [open = "", folded = ""] = text.split("<details>");
    expect(open).toMatch(/\| lenet-5 \| onnx-wasm \| 1 thread each \| One prediction, p50 \|.*\| slower \(1\.3/);
    expect(open).not.toContain("onnx-cpu");
    expect(folded).toMatch(/^<summary>\d+ comparisons without a claimed change<\/summary>\n\n\| workload/);
    expect(folded).toContain("| lenet-5 | onnx-cpu |");
    expect(text).toMatch(/less than 5% is not claimed\. At most 10% of what is claimed is expected to be false\.\n$/);
  });

  it("says so where nothing is claimed", () => {
    expect(told(run(1, "a"), run(1, "b"))).toMatch(/^## No change is claimed\n/);
  });

  it("is inert, whatever a run calls itself", () => {
    const before = run(1, "a");
    const environment = { ...before.run.environment, cpu: "<img> | @someone", evenkeelCommit: null };
    const text = told({ ...before, run: { ...before.run, runId: "`x`", environment } }, run(1, "b"));
    expect(text).toContain("&lt;img&gt; \\| @\u200Bsomeone");
    expect(text).toContain("From `x` to");
  });

  it("fits into a comment, and counts what it leaves out", () => {
    const models = Array.from({ length: 120 }, (_, index) => `network-${index}`);
    const text = told(run(1, "a", { models, rounds: 1 }), run(1, "b", { models, rounds: 1 }));
    expect(text.length).toBeLessThanOrEqual(60_000);
    expect(text).toMatch(/And [\d,]+ more rows\./);
  });
});

describe("tookTurns", () => {
  it("is so of runs that overlap in time", () => {
    const at = (startedAt: string, finishedAt: string | null, runId = startedAt) => ({
      ...run(1, runId, { rounds: 1 }).run,
      startedAt: `2026-11-27T0${startedAt}:00:00.000Z`,
      finishedAt: finishedAt === null ? null : `2026-11-27T0${finishedAt}:00:00.000Z`,
    });
    expect(tookTurns([at("1", "4"), at("2", "5")])).toBe(true);
    expect(tookTurns([at("1", "2"), at("2", "5")])).toBe(false);
    expect(tookTurns([at("3", null), at("1", "2")])).toBe(false);
    expect(tookTurns([at("1", "4"), at("1", "4")])).toBe(false);
  });
});
