import * as Plot from "@observablehq/plot";
import type { Series } from "../series.ts";

/** A backend's mark as options of `Plot.dot`: filled, or a line around the page's own colour. */
export function markOf({ colour, symbol, filled }: Series, r = 4): Plot.DotOptions {
  return filled ? { fill: colour, symbol, r } : { fill: "var(--panel)", stroke: colour, strokeWidth: 1.75, symbol, r };
}

/** A backend's marks at places, each with what it says when pointed at. */
export function marksAt<P extends { readonly x: number; readonly y: number }>(
  series: Series,
  points: readonly P[],
  {
    r = 4,
    title,
    opacity = 1,
  }: { readonly r?: number; readonly title?: (point: P) => string; readonly opacity?: number } = {},
): Plot.Markish {
  return Plot.dot(points, {
    x: "x",
    y: "y",
    ...markOf(series, r),
    ...(title && { title }),
    ...(opacity < 1 && { opacity }),
  });
}
