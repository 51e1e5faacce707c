import * as Plot from "@observablehq/plot";
import type { Series } from "../series.ts";
import { draw, tickText } from "./draw.ts";
import { shortened } from "./end-labels.ts";

/** A bar from zero, in parts that follow each other; its range is drawn over its end. */
export interface Bar {
  readonly series: Series;
  /** Empty of a further bar of the same backend. */
  readonly label: string;
  readonly parts: readonly number[];
  readonly low: number;
  readonly high: number;
  /** Stands behind the bar. */
  readonly text: string;
  /** What its mark says when pointed at. */
  readonly title: string;
  /** Paler: a second kind of bar, or one that does not rank. */
  readonly light?: boolean;
}

const rowPx = 26;
const labelsPx = 124;
const textsPx = 132;

/** Horizontal bars on one linear scale from zero, each with its value in words. */
export function barChart(bars: readonly Bar[], unit: string): string {
  const rows = bars.map((bar, y) => ({ ...bar, y, end: bar.parts.reduce((sum, part) => sum + part, 0) }));
  const most = Math.max(...rows.flatMap(({ end, high }) => [end, high])) || 1;
  return draw({
    height: 50 + rowPx * rows.length,
    marginTop: 6,
    marginLeft: labelsPx,
    marginRight: textsPx,
    x: { domain: [0, most], label: unit, labelAnchor: "center", labelArrow: "none", ticks: 2, tickFormat: tickText },
    y: { axis: null, domain: [-0.6, rows.length - 0.4], reverse: true },
    marks: [
      ...rows.flatMap((row) => segments(row)),
      ...rows
        .filter(({ low, high }) => high > low)
        .map(({ y, low, high }) =>
          Plot.link([0], { x1: low, x2: high, y1: y, y2: y, stroke: "currentColor", strokeWidth: 1.5 }),
        ),
      Plot.text(rows, { x: 0, y: "y", text: ({ label }) => shortened(label), textAnchor: "end", dx: -8 }),
      Plot.text(rows, { x: ({ end, high }) => Math.max(end, high), y: "y", text: "text", textAnchor: "start", dx: 6 }),
    ],
  });
}

/** From full colour to pale. */
function segments(row: Bar & { readonly y: number }): Plot.Markish[] {
  let from = 0;
  return row.parts.map((part, index) => {
    const [x1, x2] = [from, from + part];
    from = x2;
    const opacity = row.light === true ? 0.45 : ([0.95, 0.6, 0.3][index] ?? 0.3);
    const place = { x1, x2, y1: row.y - 0.34, y2: row.y + 0.34 };
    return Plot.rect([row], { ...place, fill: row.series.colour, fillOpacity: opacity, title: "title" });
  });
}
