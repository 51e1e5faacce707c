import * as Plot from "@observablehq/plot";
import { draw, frame } from "./draw.ts";
import type { Series } from "../view-model/series.ts";
import { endLabels, type Line } from "./end-labels.ts";

interface Axis {
  readonly label: string;
  readonly domain: readonly [number, number];
  readonly log: boolean;
  readonly ticks: number | readonly number[];
  readonly format: (value: number) => string;
}

export interface LineChart {
  readonly lines: readonly Line[];
  readonly x: Axis;
  readonly y: Axis;
  /**
   * Lines are expected to lie on each other: their dashes take turns, so that where they coincide the colours alternate,
   * and each carries its symbol at places of its own.
   */
  readonly coinciding?: boolean;
  /** A symbol on each point, for lines of few points. */
  readonly dotted?: boolean;
  /** Drawn below the lines. */
  readonly behind?: readonly Plot.Markish[];
}

/** Lines of backends over a common axis, each told by colour, dash, symbol and name. */
export function lineChart({ lines, x, y, coinciding = false, dotted = false, behind = [] }: LineChart): string {
  const area = {
    xDomain: x.domain,
    yDomain: y.domain,
    logX: x.log,
    logY: y.log,
    heightPx: frame.height - frame.top - frame.bottom,
  };
  return draw({
    x: { ...scale(x), labelAnchor: "center", labelArrow: "none" },
    y: { ...scale(y), grid: true },
    marks: [
      ...behind,
      ...(coinciding ? takingTurns(lines) : apart(lines)),
      ...(dotted ? lines.map(({ points, series }) => dots(points, series)) : []),
      ...endLabels(lines, area),
    ],
  });
}

function apart(lines: readonly Line[]): Plot.Markish[] {
  return lines.map(({ points, series: { colour, dash } }) =>
    Plot.line(points, { x: "x", y: "y", stroke: colour, strokeDasharray: dash, strokeWidth: 1.75 }),
  );
}

const dashPx = 7;
const symbolsALine = 6;

function takingTurns(lines: readonly Line[]): Plot.Markish[] {
  const gapPx = dashPx * (lines.length - 1);
  const longest = Math.max(...lines.map(({ points }) => points.length));
  const stride = Math.max(1, Math.ceil(longest / symbolsALine));
  return lines.flatMap(({ points, series }, turn) => {
    const first = Math.round(((turn + 0.5) / lines.length) * stride);
    return [
      Plot.line(points, {
        x: "x",
        y: "y",
        stroke: series.colour,
        strokeDasharray: gapPx === 0 ? "none" : `${dashPx} ${gapPx}`,
        strokeDashoffset: -dashPx * turn,
        strokeLinecap: "butt",
        strokeWidth: 2,
      }),
      dots(
        points.filter((_, index) => index % stride === first),
        series,
      ),
    ];
  });
}

function dots(points: Line["points"], { colour, symbol }: Series): Plot.Markish {
  return Plot.dot(points, { x: "x", y: "y", fill: colour, symbol, r: 4 });
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
