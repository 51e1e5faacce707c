import { gateOf, type RunData } from "@evenkeel/analysis";
import { madeUpRun, type MadeUpOptions } from "@evenkeel/analysis/fixture";
import { expect, test } from "vitest";
import { sections } from "../../src/sections/index.ts";
import { seriesOf } from "../../src/series.ts";

const options: MadeUpOptions = {
  rounds: 3,
  seeds: [1, 2],
  threads: [1, "default"],
  tasks: ["gradients", "train", "evaluate", "latency", "throughput", "step-time", "overhead"],
  stepTime: { batchSizes: [4, 32], threads: [1, 2], references: ["onnx-wasm"] },
};
const contextOf = (data: RunData) => ({ data, series: seriesOf(data.run), gates: gateOf(data) });
const plain = madeUpRun(options);
const controlled = madeUpRun({ ...options, aa: true });

/** These list cells one by one. */
const listing = new Set(["cells", "gaps"]);

test.each(sections.filter(({ name }) => !listing.has(name)))("no control shows in $name", ({ view }) => {
  expect(view(contextOf(controlled))).toEqual(view(contextOf(plain)));
});

test("every control stands among the cells", () => {
  const rows = JSON.stringify(sections.find(({ name }) => name === "cells")?.view(contextOf(controlled)));
  for (const { id } of controlled.run.plan) expect(rows).toContain(`"${id}"`);
});
