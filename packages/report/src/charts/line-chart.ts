import * as Plot from "@observablehq/plot";
import { draw, frame } from "./draw.ts";
import { endLabels, type Line } from "./end-labels.ts";

interface Axis {
  readonly label: string;
  readonly domain: readonly [number, number];
  readonly log: boolean;
  readonly ticks: number | readonly number[];
  readonly format: (value: number) => string;
}

export interface LineChart {
  readonly title: string;
  readonly lines: readonly Line[];
  readonly x: Axis;
  readonly y: Axis;
  /** Lines are expected to lie on each other: the earlier ones are drawn wider, so that each shows under the next. */
  readonly coinciding?: boolean;
  /** A symbol on each point, for lines of few points. */
  readonly dotted?: boolean;
  /** Drawn below the lines. */
  readonly behind?: readonly Plot.Markish[];
}

/** Lines of backends over a common axis, each told by colour, dash, symbol and name. */
export function lineChart({ title, lines, x, y, coinciding = false, dotted = false, behind = [] }: LineChart): string {
  const width = (index: number) => (coinciding ? 1.75 + 2.75 * (lines.length - 1 - index) : 1.75);
  const area = {
    xDomain: x.domain,
    yDomain: y.domain,
    logX: x.log,
    logY: y.log,
    heightPx: frame.height - frame.top - frame.bottom,
  };
  return draw(title, {
    x: { ...scale(x), labelAnchor: "center", labelArrow: "none" },
    y: { ...scale(y), grid: true },
    marks: [
      ...behind,
      ...lines.map(({ points, series: { colour, dash } }, index) =>
        Plot.line(points, { x: "x", y: "y", stroke: colour, strokeDasharray: dash, strokeWidth: width(index) }),
      ),
      ...(dotted
        ? lines.map(({ points, series: { colour, symbol } }) =>
            Plot.dot(points, { x: "x", y: "y", fill: colour, symbol, r: 4 }),
          )
        : []),
      ...endLabels(lines, area),
    ],
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
