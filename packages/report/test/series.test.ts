import { madeUpRun } from "@evenkeel/analysis/fixture";
import { expect, test } from "vitest";
import { keyOf } from "../src/charts/series-key.ts";
import { seriesOf } from "../src/series.ts";

const backends = Array.from({ length: 17 }, (_, index) => `backend-${index + 1}`);
const { run } = madeUpRun({ models: ["lenet-5"], tasks: ["latency"], backends });

test("no two of seventeen backends share a mark or a dash", () => {
  const series = seriesOf(run);
  expect(new Set(series.map(({ symbol, filled }) => `${symbol} ${filled}`)).size).toBe(17);
  expect(new Set(series.map(({ dash }) => dash)).size).toBe(17);
});

test("every mark is drawn", () => {
  for (const { svg, backend } of keyOf(seriesOf(run))) {
    expect([backend, /<path[^>]* d="M[^"]+"[^>]*transform|<circle|<path[^>]*transform[^>]* d="M/.test(svg)]).toEqual([
      backend,
      true,
    ]);
  }
});
