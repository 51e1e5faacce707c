import * as Plot from "@observablehq/plot";
import type { Band } from "@evenkeel/analysis";
import type { Series } from "../series.ts";
import { draw, frame } from "./draw.ts";
import { endLabels, type Line } from "./end-labels.ts";
import { marksAt } from "./marks.ts";

interface Axis {
  readonly label: string;
  readonly domain: readonly [number, number];
  readonly log: boolean;
  readonly ticks: number | readonly number[];
  readonly format: (value: number) => string;
}

/** Lines, axes and how they are drawn. */
export interface LineChart {
  readonly lines: readonly Line[];
  readonly x: Axis;
  readonly y: Axis;
  /**
   * Lines are expected to lie on each other: their dashes take turns, so that colours alternate where they
   * coincide, and each carries its symbol at places of its own.
   */
  readonly coinciding?: boolean;
  /** A symbol on each point, for lines of few points. */
  readonly dotted?: boolean;
  /** Drawn under the lines: what lies between the seeds of a backend. */
  readonly bands?: readonly { readonly series: Series; readonly places: readonly Band[] }[];
  /** Drawn over the lines. */
  readonly over?: readonly Plot.Markish[];
}

/** Lines of backends over a common axis, each told by colour, dash, symbol and name. */
export function lineChart({
  lines,
  x,
  y,
  coinciding = false,
  dotted = false,
  bands = [],
  over = [],
}: LineChart): string {
  const area = {
    xDomain: x.domain,
    yDomain: y.domain,
    logY: y.log,
    heightPx: frame.height - frame.top - frame.bottom,
  };
  const plot: Plot.PlotOptions = {
    x: { ...scale(x), labelAnchor: "center", labelArrow: "none" },
    y: { ...scale(y), grid: true },
    marks: [
      ...bands.map(({ series, places }) =>
        Plot.areaY(places, { x: "at", y1: "low", y2: "high", fill: series.colour, fillOpacity: 0.16 }),
      ),
      ...(coinciding ? takingTurns(lines) : apart(lines)),
      ...(dotted ? lines.map(({ points, series }) => marksAt(series, points)) : []),
      ...endLabels(lines, area),
      ...over,
    ],
  };
  const [low, high] = x.domain;
  return draw(plot, { left: frame.left, right: frame.width - frame.right, low, high, log: x.log });
}

function apart(lines: readonly Line[]): Plot.Markish[] {
  return lines.map(({ points, series: { colour, dash } }) =>
    Plot.line(points, { x: "x", y: "y", stroke: colour, strokeDasharray: dash, strokeWidth: 1.75 }),
  );
}

const dashPx = 7;
const symbolsALine = 6;

/** From one line's end to the next, the lines that are still there share the dashes. */
function takingTurns(lines: readonly Line[]): Plot.Markish[] {
  const ends = [...new Set(lines.map(({ points }) => points.at(-1)?.x ?? 0))].sort((a, b) => a - b);
  const dashes = ends.flatMap((end, index) => {
    const begin = ends[index - 1] ?? Number.NEGATIVE_INFINITY;
    const there = lines.filter(({ points }) => (points.at(-1)?.x ?? 0) >= end);
    return there.map(({ points, series }, turn) =>
      Plot.line(
        points.filter(({ x }) => x >= begin && x <= end),
        {
          x: "x",
          y: "y",
          stroke: series.colour,
          strokeDasharray: there.length === 1 ? "none" : `${dashPx} ${dashPx * (there.length - 1)}`,
          strokeDashoffset: -dashPx * turn,
          strokeLinecap: "butt",
          strokeWidth: 2,
        },
      ),
    );
  });
  return [...dashes, ...staggeredSymbols(lines)];
}

function staggeredSymbols(lines: readonly Line[]): Plot.Markish[] {
  const stride = Math.max(1, Math.ceil(Math.max(...lines.map(({ points }) => points.length)) / symbolsALine));
  return lines.map(({ points, series }, turn) => {
    const first = Math.floor(((turn + 0.5) / lines.length) * stride);
    return marksAt(
      series,
      points.filter((_, index) => index % stride === first),
    );
  });
}

function scale({ label, domain, log, ticks, format }: Axis): Plot.ScaleOptions {
  return {
    type: log ? "log" : "linear",
    domain: [...domain],
    label,
    ticks: typeof ticks === "number" ? ticks : [...ticks],
    tickFormat: format,
  };
}
