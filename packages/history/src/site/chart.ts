import { median } from "@evenkeel/stats";
import * as Plot from "@observablehq/plot";
import { draw } from "@evenkeel/report/look";
import type { Point } from "../point.ts";
import type { SiteNight, SiteSeries } from "./site-data.ts";
import { day, valueWords } from "./words.ts";

/** In pixels of the drawing: beside others, where a phone shows it at its size, and by itself. */
const sizes = {
  small: { width: 440, height: 230, marginRight: 16 },
  large: { width: 720, height: 300, marginRight: 24 },
} as const;

interface Mark extends Point {
  readonly date: Date;
  readonly title: string;
}

/** A series over its nights: values with intervals, its level before and after a change, and libraries' upgrades. */
export function historyChart(
  series: SiteSeries,
  nights: readonly SiteNight[],
  size: keyof typeof sizes = "large",
): string {
  const marks = series.points.map((point): Mark => ({
    ...point,
    date: new Date(point.at),
    title: `${day(point.at)}: ${valueWords(series, point.value)}${point.quarantined ? " (quarantined)" : ""}`,
  }));
  const counted = marks.filter(({ quarantined }) => !quarantined);
  const set = marks.filter(({ quarantined }) => quarantined);
  const bounded = counted.filter(({ low, high }) => low !== null && high !== null);
  const upgrades = nights
    .filter(({ upgrades: names }) => names.length > 0)
    .map(({ at, upgrades: names }) => ({ date: new Date(at), title: names.join("\n") }));
  return draw({
    ...sizes[size],
    x: { type: "utc", label: null, ticks: size === "small" ? 4 : 6, inset: 8 },
    y: {
      grid: true,
      nice: true,
      label: null,
      domain: domainOf(marks),
      tickFormat: (value: number) => tick(series, value),
    },
    marks: [
      Plot.ruleX(upgrades, { x: "date", stroke: "var(--quiet)", strokeDasharray: "2 3", title: "title" }),
      ...(series.change === null
        ? []
        : [
            Plot.ruleX([new Date(series.change.at)], {
              stroke: "var(--bad)",
              strokeDasharray: "5 3",
              strokeWidth: 1.5,
            }),
          ]),
      Plot.ruleX(bounded, { x: "date", y1: "low", y2: "high", stroke: "var(--series-1)", strokeOpacity: 0.45 }),
      ...levelsOf(series, counted).map(({ from, to, value }) =>
        Plot.ruleY([value], { x1: from, x2: to, stroke: "var(--ink)", strokeOpacity: 0.55, strokeWidth: 1.5 }),
      ),
      Plot.dot(counted, { x: "date", y: "value", r: 3, fill: "var(--series-1)", title: "title" }),
      Plot.dot(set, { x: "date", y: "value", r: 3.5, symbol: "times", stroke: "var(--quiet)", title: "title" }),
    ],
  });
}

/** Its median over all nights, or before and after its change. */
function levelsOf({ change }: SiteSeries, counted: readonly Mark[]) {
  const parts =
    change === null
      ? [counted]
      : [counted.filter(({ at }) => at < change.at), counted.filter(({ at }) => at >= change.at)];
  return parts.flatMap((part) => {
    const [first, last] = [part[0], part.at(-1)];
    if (first === undefined || last === undefined) return [];
    return [{ from: first.date, to: last.date, value: median(part.map(({ value }) => value)) }];
  });
}

/** At least a tenth of the median: an axis that zooms into noise makes it look like more. */
function domainOf(marks: readonly Mark[]): [number, number] {
  const values = marks.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value]);
  if (values.length === 0) return [0, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const half = Math.max((high - low) / 2, Math.abs(low + high) / 40) * 1.1 || 1;
  const middle = (low + high) / 2;
  return [Math.max(low >= 0 ? 0 : Number.NEGATIVE_INFINITY, middle - half), middle + half];
}

function tick(series: SiteSeries, value: number): string {
  return valueWords(series, value).replace(/ .*$/, "");
}
