import * as Plot from "@observablehq/plot";
import type { BackendTrainings, SeedTraining, TimesToAccuracy } from "@evenkeel/analysis";
import { draw, logDomain, logTicks, tickText } from "../../charts/draw.ts";
import { marksAt } from "../../charts/marks.ts";
import { percent, significant } from "../../format.ts";
import { slug } from "../../html.ts";
import { styleOf, type Series } from "../../series.ts";
import { dataTable, type Chart, type DataTable } from "../../table.ts";
import { percentShort } from "./words.ts";

const rightPx = 20;
/** Axes are logarithmic where times are so many times apart. */
const logFrom = 20;

interface SeedLine {
  readonly style: Series;
  readonly training: SeedTraining;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** Accuracy over seconds of training, a line a seed; null where nothing was evaluated. */
export function accuracyBySeconds(times: TimesToAccuracy, series: readonly Series[]): Chart | null {
  const lines = times.backends.flatMap((backend) => linesOf(backend, series));
  if (lines.length === 0) return null;
  const { workload, target } = times;
  const title = `Accuracy of ${workload} over seconds of training`;
  return {
    id: `time-to-accuracy-${slug(workload)}`,
    title,
    caption: `A line a seed, by the style of its backend; the dashed line is the target of ${percentShort(target)}. The backend's mark stands where a training reached it, a cross where it missed, a ring where its budget ended it. The accuracy axis does not begin at zero.`,
    svg: drawLines(lines, target),
    table: curveTable(times, title),
  };
}

function linesOf({ backend, trainings }: BackendTrainings, series: readonly Series[]): SeedLine[] {
  const style = styleOf(series, backend);
  return trainings
    .filter(({ curve }) => curve.length > 0)
    .map((training) => {
      const points = training.curve.map(({ seconds, accuracy }) => ({ x: seconds, y: 100 * accuracy }));
      return { style, training, points };
    });
}

function drawLines(lines: readonly SeedLine[], target: number): string {
  const all = lines.flatMap(({ points }) => points);
  const seconds = all.map(({ x }) => x);
  const log = Math.min(...seconds) > 0 && Math.max(...seconds) > logFrom * Math.min(...seconds);
  const x: [number, number] = log ? logDomain(seconds) : [0, 1.05 * Math.max(...seconds)];
  const accuracies = [...all.map(({ y }) => y), 100 * target];
  const y: [number, number] = [
    Math.max(0, Math.floor(Math.min(...accuracies) - 1)),
    Math.min(100, Math.ceil(Math.max(...accuracies) + 0.5)),
  ];
  const options: Plot.PlotOptions = {
    marginRight: rightPx,
    x: {
      type: log ? "log" : "linear",
      domain: x,
      label: "seconds of training",
      labelAnchor: "center",
      labelArrow: "none",
      ticks: log ? logTicks(x) : 6,
      tickFormat: tickText,
    },
    y: { domain: y, label: "test accuracy (%)", ticks: 6, grid: true },
    marks: [
      Plot.ruleY([100 * target], { stroke: "currentColor", strokeDasharray: "6 4" }),
      ...lines.map(({ style, points }) =>
        Plot.line(points, { x: "x", y: "y", stroke: style.colour, strokeDasharray: style.dash, strokeWidth: 1.5 }),
      ),
      ...lines.map(endMark),
    ],
  };
  return draw(options);
}

/** How a training ended, where it did. */
function endMark({ style, training, points }: SeedLine): Plot.Markish {
  const last = points.slice(-1);
  if (training.ending.kind === "reached") return marksAt(style, last, { r: 4.5 });
  const at = { x: "x", y: "y", stroke: style.colour, strokeWidth: 2.5, r: 6 } as const;
  return Plot.dot(last, { ...at, symbol: training.ending.kind === "missed" ? "times" : "circle" });
}

function curveTable({ workload, backends }: TimesToAccuracy, caption: string): DataTable {
  const rows = backends.flatMap(({ backend, trainings }) =>
    trainings.flatMap(({ seed, curve }) =>
      curve.map(({ seconds, epochs, accuracy }): [string, ...string[]] => [
        backend,
        String(seed),
        significant(epochs),
        significant(seconds),
        percent(accuracy),
      ]),
    ),
  );
  const columns = ["backend", "#seed", "#epochs", "#seconds", "#accuracy"];
  return dataTable(`data-time-to-accuracy-${slug(workload)}`, caption, columns, rows);
}
