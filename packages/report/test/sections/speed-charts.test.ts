import { latencyDistributionsOf } from "@evenkeel/analysis";
import { madeUpRun } from "@evenkeel/analysis/fixture";
import { parseHTML } from "linkedom";
import { expect, test } from "vitest";
import { html } from "../../src/exporters/html.ts";
import { coldStartChart, memoryChart, trainingRateCharts } from "../../src/sections/speed/bar-charts.ts";
import { latencyTimeChart } from "../../src/sections/speed/latency-time-chart.ts";
import { seriesOf } from "../../src/series.ts";

const model = "lenet-5";
const data = madeUpRun({ models: [model], rounds: 3, threads: [1, "default"], backends: ["onnx-cpu", "tfjs-wasm"] });
const series = seriesOf(data.run);
const drawn = (svg: string) => parseHTML(`<!doctype html><html><body>${svg}</body></html>`).document;

/** x of every pixel of a path of strokes. */
function columnsOf(path: string): number[] {
  return [...path.matchAll(/M([\d.]+) \d+v(\d+)/g)].map(([, x]) => Number(x));
}

test("every prediction is drawn in the order of time, and a stall stands out where it was", () => {
  const stalled = madeUpRun({ models: [model], rounds: 1, tasks: ["latency"], backends: ["onnx-cpu"] });
  const [samples] = stalled.samples.latency.values();
  if (samples === undefined) throw new Error("no samples");
  samples.callMs.fill(1);
  samples.callMs[350] = 40;
  const chart = latencyTimeChart(model, latencyDistributionsOf(stalled, model), seriesOf(stalled.run));
  const path = [...drawn(chart?.svg ?? "").querySelectorAll("path[shape-rendering]")][0]?.getAttribute("d") ?? "";
  const stall = /M([\d.]+) 0v1/.exec(path);
  expect(Number(stall?.[1])).toBeCloseTo(0.5 + Math.floor((350 / 700) * 274), 0);
  expect(new Set(columnsOf(path)).size).toBe(274);
  expect(chart?.table.rows[0]?.cells.at(-1)?.text).toBe("1");
});

test("thousands of samples stay a short drawing, with a line between the rounds", () => {
  const chart = latencyTimeChart(model, latencyDistributionsOf(data, model), series);
  expect(chart?.table.rows).toHaveLength(6);
  expect(chart?.svg.length).toBeLessThan(60_000);
});

test("training speeds of equal and of default threads stand side by side", () => {
  const charts = trainingRateCharts(data, model, series);
  expect(charts.map(({ title }) => title)).toEqual([
    "Training speed of lenet-5, 1 thread each",
    "Training speed of lenet-5, each backend's default threads",
  ]);
  expect(drawn(charts[0]?.svg ?? "").querySelectorAll("title")).toHaveLength(2);
});

test("memory has a bar of training and one of predicting, a cold start its three parts", () => {
  expect(memoryChart(data, model, series)?.table.rows[0]?.cells.map(({ text }) => text)).toEqual(["88.0", "88.0"]);
  const cold = coldStartChart(data, model, series);
  expect(drawn(cold?.svg ?? "").querySelectorAll("rect")).toHaveLength(6);
  const [imported, modelMs, first, all] = cold?.table.rows[0]?.cells.map(({ text }) => Number(text)) ?? [];
  expect((imported ?? 0) + (modelMs ?? 0) + (first ?? 0)).toBeCloseTo(all ?? 0, -1);
});

test("backends are held against each other in a matrix that leads to their pair", () => {
  const { document } = parseHTML(html(madeUpRun({ models: [model] })));
  const cells = document.querySelectorAll(`#agreement-${model}-matrix td`);
  expect(cells).toHaveLength(16);
  const links = [...document.querySelectorAll(`#agreement-${model}-matrix td a`)];
  expect(links).toHaveLength(12);
  for (const link of links) expect(document.getElementById(link.getAttribute("href")?.slice(1) ?? "")).not.toBeNull();
});
