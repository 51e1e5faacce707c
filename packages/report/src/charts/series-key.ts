import * as Plot from "@observablehq/plot";
import type { Series } from "../series.ts";
import { draw } from "./draw.ts";
import { marksAt } from "./marks.ts";

/** What the partial `key` lists. */
export interface KeyEntry {
  readonly svg: string;
  readonly backend: string;
}

/** The backends of charts, each beside a piece of its line. */
export function keyOf(series: readonly Series[]): KeyEntry[] {
  return series.map((style) => ({ svg: seriesKey(style), backend: style.backend }));
}

/** A short piece of a backend's line with its symbol, to stand beside its name. */
function seriesKey(series: Series): string {
  const { colour, dash } = series;
  const ends = [
    { x: 0, y: 0 },
    { x: 2, y: 0 },
  ];
  return draw({
    width: 48,
    height: 14,
    margin: 0,
    marginTop: 0,
    marginLeft: 0,
    marginRight: 0,
    marginBottom: 0,
    x: { axis: null, domain: [0, 2] },
    y: { axis: null, domain: [-1, 1] },
    marks: [
      Plot.line(ends, { x: "x", y: "y", stroke: colour, strokeDasharray: dash, strokeWidth: 2 }),
      marksAt(series, [{ x: 1, y: 0 }]),
    ],
  });
}
