import { madeUpRun } from "@evenkeel/analysis/fixture";
import type { Cell, CellResult } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { closingTable } from "../src/closing-table.ts";

const options = { models: ["lenet-5"], backends: ["onnx-cpu", "tfjs-cpu"] };
const linesOf = (text: string) => text.split("\n").map((line) => line.trim().split(/ {2,}/));

/** Replaces the accuracy of each seed, or of each round: counted from 1. */
const accuracies =
  (dimension: "seed" | "round", ...values: readonly number[]) =>
  (cell: Cell, result: CellResult): CellResult => {
    if (result.state !== "completed" || result.task !== "evaluate") return result;
    const value = values[cell[dimension] - 1] ?? 0;
    return { ...result, measurements: { "evaluate.accuracy": { value, unit: "ratio", n: 10, basis: "measured" } } };
  };

describe("closingTable", () => {
  it("has a line a workload and backend, in the columns that the run's tasks fill, and says what was limited", () => {
    const { run } = madeUpRun({ ...options, tasks: ["train", "evaluate"] });
    const [title, head, ...rows] = linesOf(closingTable(run));
    expect(title).toEqual(["each backend's default threads; nothing is ranked across thread counts"]);
    expect(head).toEqual([
      "workload",
      "backend",
      "threads",
      "train images/s",
      "final loss",
      "test accuracy",
      "MiB training",
      "MiB predicting",
    ]);
    expect(rows.map((row) => [row[0], row[1], row.length])).toEqual([
      ["lenet-5", "onnx-cpu", 8],
      ["lenet-5", "tfjs-cpu", 9],
    ]);
    expect(rows[1]?.at(-1)).toBe("limited");
  });

  it("has a table a thread count, and says how many threads each took", () => {
    const { run } = madeUpRun({ ...options, threads: [1, "default"] });
    const [equal, own] = closingTable(run).split("\n\n").map(linesOf);
    expect(equal?.[0]).toEqual(["1 thread each"]);
    expect(equal?.slice(2).map((row) => row.slice(1, 3))).toEqual([
      ["onnx-cpu", "1"],
      ["tfjs-cpu", "1"],
    ]);
    expect(own?.slice(2).map((row) => row.slice(1, 3))).toEqual([
      ["onnx-cpu", "2"],
      ["tfjs-cpu", "1"],
    ]);
  });

  it("hides no accuracy of what took another thread count alone, and says where its times are", () => {
    const { run } = madeUpRun({ ...options, threads: [2, 1] });
    const [two, one] = closingTable(run).split("\n\n").map(linesOf);
    const row = two?.find(([, backend]) => backend === "tfjs-cpu");
    expect(row?.at(-1)).toBe("limited, times in another table");
    expect(row?.some((text) => /^\d+\.\d\d%$/.test(text))).toBe(true);
    expect(one?.find(([, backend]) => backend === "tfjs-cpu")?.at(-1)).toBe("limited");
  });

  it("shows the report's medians over seeds, which rounds do not repeat", () => {
    const settle = accuracies("seed", 0.5, 0.9, 0.6);
    const { run } = madeUpRun({ ...options, rounds: 2, seeds: [1, 2, 3], settle });
    expect(closingTable(run)).toMatch(/onnx-cpu .* 60\.00%/);
  });

  it("never calls what was held out of training the test images", () => {
    const { run } = madeUpRun({ ...options, rounds: 2, folds: 2, settle: accuracies("round", 0.5, 0.9) });
    expect(closingTable(run)).toMatch(/held-out accuracy[^]*onnx-cpu .* 70\.00%/);
    expect(closingTable(run)).not.toContain("test accuracy");
  });

  it("names the states of what did not complete", () => {
    const settle = (_cell: unknown, result: CellResult): CellResult => {
      if (result.state !== "completed" || result.task !== "train") return result;
      const { limits: _limits, runtime: _runtime, measurements: _measurements, ...rest } = result;
      const reason = { code: "crashed", message: "out of luck", remedy: null };
      return { ...rest, state: "failed", runtime: null, measurements: {}, reason };
    };
    expect(closingTable(madeUpRun({ ...options, settle }).run)).toMatch(/onnx-cpu .* –.* failed\n/);
  });
});
