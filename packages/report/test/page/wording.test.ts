import { gapsOf, type RunData } from "@evenkeel/analysis";
import { failingGate, madeUpRun, type MadeUpOptions } from "@evenkeel/analysis/fixture";
import type { Cell, CellResult } from "@evenkeel/core";
import { parseHTML } from "linkedom";
import { describe, expect, test } from "vitest";
import { html } from "../../src/exporters/html.ts";

const every = [
  "gradients",
  "train",
  "evaluate",
  "latency",
  "throughput",
  "multi-stream",
  "server",
  "step-time",
  "overhead",
] as const;
const stepTime = { batchSizes: [4, 32], threads: [1, 2], references: ["onnx-wasm", "tfjs-wasm"] };
const models = ["lenet-5"];
const whole: MadeUpOptions = { models, tasks: every, stepTime };

/** Peaks that a step seems to exceed, and no message between threads. */
const lowPeak = (_cell: Cell, result: CellResult): CellResult => {
  if (result.state !== "completed" || result.task !== "step-time") return result;
  const value = { value: 1e-6, unit: "GFLOP/s", n: 6, basis: "measured" } as const;
  return { ...result, measurements: { "stepTime.matrixProductGflops": value } };
};
const withoutSamples = (data: RunData): RunData => {
  for (const kind of Object.values(data.samples)) kind.clear();
  const problems = data.run.cells.map(({ id }) => ({ cellId: id, message: "no samples in the run folder" }));
  return { ...data, problems };
};
const half = (cell: Cell, result: CellResult): CellResult | null => (cell.backend === "tfjs-wasm" ? null : result);

const runs: Readonly<Record<string, RunData>> = {
  "every task": madeUpRun(whole),
  "several rounds and seeds": madeUpRun({ ...whole, rounds: 4, seeds: [1, 2, 3], epochs: 2 }),
  "one thread and each backend's default": madeUpRun({ ...whole, threads: [1, "default"] }),
  "two threads, then one": madeUpRun({ ...whole, threads: [2, 1] }),
  folds: madeUpRun({ models, rounds: 3, folds: 3 }),
  "a backend that fails the gate": failingGate(madeUpRun(whole), "tfjs-wasm"),
  "an interrupted run": madeUpRun({ ...whole, state: "interrupted", settle: half }),
  "nothing but open cells": madeUpRun({ ...whole, state: "interrupted", settle: () => null }),
  "one backend": madeUpRun({ ...whole, backends: ["onnx-cpu"] }),
  "a step beyond the peak": madeUpRun({ models, tasks: ["step-time"], stepTime, settle: lowPeak }),
  "no reference among the backends": madeUpRun({ models, tasks: ["step-time"], stepTime, backends: ["onnx-cpu"] }),
  "no samples": withoutSamples(madeUpRun(whole)),
};

const counted = "cell|round|step|pair|check|image|backend|thread|epoch|fold|seed|process|batch|sample|reading|call";
/** What no page says: the first of each with some of what stands around it. */
const unsaid: Readonly<Record<string, RegExp>> = {
  "a value that is none": /.{0,40}(?:\bundefined\b|\bNaN\b|\bInfinity\b|∞|\[object|\bnull\b).{0,40}/,
  "a ratio of one": /.{0,40}(?:\b1\.0\u00A0× as|1\.00 \(1\.00\u2060?–\u2060?1\.00).{0,20}/,
  "a plural of one": new RegExp(String.raw`.{0,20}(?<![\d.,–])1 (?:${counted})e?s\b(?! asked).{0,20}`),
  "a singular of several": new RegExp(
    String.raw`.{0,20}\b\d*[2-9] (?:cell|round|pair|image|backend|thread|fold|seed)\b.{0,20}`,
  ),
  "more of what is not said": /and \d[\d,]* more(?! \w).{0,20}/,
};

describe.each(Object.entries(runs))("a page of %s", (_name, data) => {
  const { document } = parseHTML(html(data));
  for (const style of document.querySelectorAll("style, svg, script")) style.remove();
  const tables = [...document.querySelectorAll("table")].map((table) => ({
    id: table.id,
    caption: table.querySelector("caption")?.textContent ?? "",
    columns: [...table.querySelectorAll("thead th")].map(({ textContent }) => textContent),
    rows: [...table.querySelectorAll("tbody tr:not(.group)")].map((row) =>
      [...row.children].map((cell) => (cell.textContent ?? "").trim()),
    ),
  }));
  const text = (document.body.textContent ?? "").replaceAll(/\s+/g, " ").replaceAll("\u2060", "");

  test.each(Object.entries(unsaid))("has no %s", (_kind, pattern) => {
    expect(pattern.exec(text)?.[0]).toBeUndefined();
  });

  test("leaves no place of a table without a word, and no column without a value", () => {
    expect(tables.length).toBeGreaterThan(3);
    for (const { id, caption, columns, rows } of tables) {
      const wordless = rows.filter((row) =>
        row.some((cell) => cell === "" || (cell === "–" && !caption.includes("–"))),
      );
      expect({ id, wordless }).toEqual({ id, wordless: [] });
      const dashes = columns.filter((_, at) => rows.length > 0 && rows.every((row) => row[at] === "–"));
      expect({ id, dashes }).toEqual({ id, dashes: [] });
    }
  });

  test("says nothing twice", () => {
    const said = [...document.querySelectorAll("p, li:not(.gate-sentences li)")].map(({ textContent }) =>
      (textContent ?? "").trim(),
    );
    const repeated = said.filter((one, at) => one.length > 60 && said.indexOf(one) < at);
    expect(repeated).toEqual([]);
    for (const { id, rows } of tables) {
      const keys = rows.map((row) => (id === "gaps-table" ? row.slice(0, 4) : row).join(" | "));
      expect({ id, keys: keys.filter((key, at) => keys.indexOf(key) < at) }).toEqual({ id, keys: [] });
    }
  });

  test("says why a share lies above all", () => {
    const above = [...text.matchAll(/\((\d[\d,]*)%\)/g)].some(([, share]) => Number(share?.replaceAll(",", "")) > 100);
    expect(text.includes("A share above 100% is no contradiction")).toBe(above);
  });
});

test("cells whose samples are missing alike are one line, with their number", () => {
  const gaps = gapsOf(runs["no samples"] as RunData).filter(({ kind }) => kind === "unreadable");
  expect(gaps).toHaveLength(1);
  expect(gaps[0]?.cells.length).toBe(runs["no samples"]?.run.cells.length);
});
