import { taskNames } from "@evenkeel/core";
import { gateOf, type RunData } from "@evenkeel/analysis";
import { madeUpRun, type MadeUpOptions } from "@evenkeel/analysis/fixture";
import { expect, test } from "vitest";
import { sections } from "../../src/sections/index.ts";
import { seriesOf } from "../../src/series.ts";

const options: MadeUpOptions = {
  rounds: 3,
  seeds: [1, 2],
  threads: [1, "default"],
  tasks: taskNames,
  stepTime: { batchSizes: [4, 32], threads: [1, 2], references: ["onnx-wasm"] },
};
const contextOf = (data: RunData) => ({ data, series: seriesOf(data.run), gates: gateOf(data) });
const plain = madeUpRun(options);
const controlled = madeUpRun({ ...options, aa: true });

/** These list cells one by one, or say what controls claimed. */
const listing = new Set(["cells", "gaps", "results"]);

test.each(sections.filter(({ name }) => !listing.has(name)))("no control shows in $name", ({ view }) => {
  expect(view(contextOf(controlled))).toEqual(view(contextOf(plain)));
});

test("the results say what controls claimed, and nothing else of them", () => {
  const results = sections.find(({ name }) => name === "results");
  const [of, without] = [controlled, plain].map(
    (data) => results?.view(contextOf(data)) as { readonly caveat: string },
  );
  expect(of?.caveat).toBe(
    `${without?.caveat} Each backend was measured twice, alike (A/A), in too few rounds to test.`,
  );
  expect({ ...of, caveat: "" }).toEqual({ ...without, caveat: "" });
  const enough = madeUpRun({ ...options, aa: true, rounds: 6 });
  expect(results?.view(contextOf(enough))).toMatchObject({
    caveat: expect.stringMatching(/Of \d+ comparisons of a backend with itself \(A\/A\) \d+ would have been claimed/),
  });
});

test("every control stands among the cells", () => {
  const rows = JSON.stringify(sections.find(({ name }) => name === "cells")?.view(contextOf(controlled)));
  for (const { id } of controlled.run.plan) expect(rows).toContain(`"${id}"`);
});
