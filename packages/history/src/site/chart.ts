import { median } from "@evenkeel/stats";
import * as Plot from "@observablehq/plot";
import { draw } from "@evenkeel/report/look";
import type { Point } from "../point.ts";
import { levelsOf } from "./levels.ts";
import type { SiteNight, SiteSeries } from "./site-data.ts";
import { day, unitWords, valueWords } from "./words.ts";

/** In pixels of the drawing: beside others, where a phone shows it at its size, and by itself. */
const sizes = {
  small: { width: 440, height: 230, marginRight: 16 },
  large: { width: 720, height: 300, marginRight: 24 },
} as const;

/** Radius of a night's dot in pixels of the drawing: many nights must not run into each other. */
const radii = [
  { upTo: 150, radius: 3 },
  { upTo: 400, radius: 2 },
  { upTo: Number.POSITIVE_INFINITY, radius: 1.4 },
] as const;

/** Of as many of the latest nights the drawing tells day and value where the pointer is. */
const mostTold = 400;

interface Mark extends Point {
  readonly date: Date;
  readonly title: string;
}

/** Bytes are drawn in MiB, so that the axis has round numbers of them. */
const mebibyte = 2 ** 20;

/** A series over its nights: values with intervals, its level before and after a change, and libraries' upgrades. */
export function historyChart(
  series: SiteSeries,
  nights: readonly SiteNight[],
  size: keyof typeof sizes = "large",
): string {
  const per = series.unit === "bytes" ? mebibyte : 1;
  const marks = series.points.map(({ value, low, high, ...point }): Mark => ({
    ...point,
    value: value / per,
    low: low === null ? null : low / per,
    high: high === null ? null : high / per,
    date: new Date(point.at),
    title: `${day(point.at)}: ${valueWords(series, value)}${point.quarantined ? " (quarantined)" : ""}`,
  }));
  const counted = marks.filter(({ quarantined }) => !quarantined);
  const set = marks.filter(({ quarantined }) => quarantined);
  const bounded = counted.filter(({ low, high }) => low !== null && high !== null);
  const radius = radii.find(({ upTo }) => marks.length <= upTo)?.radius ?? 1;
  return draw({
    ...sizes[size],
    x: { type: "utc", label: null, ticks: size === "small" ? 4 : 6, inset: 8 },
    y: {
      grid: true,
      nice: true,
      label: unitWords(series),
      labelArrow: "none",
      domain: domainOf(marks),
      tickFormat: (value: number) => tick(series, value * per),
    },
    marks: [
      Plot.ruleX(upgradesIn(marks, nights), {
        x: "date",
        stroke: "var(--quiet)",
        strokeDasharray: "2 3",
        title: "title",
      }),
      ...changeRule(series),
      strokes(
        bounded.flatMap(({ date, low, high }) => [{ date, from: low, to: high }]),
        { strokeOpacity: 0.45 },
      ),
      Plot.link(levelsOf(series.change, counted), {
        x1: "from",
        x2: "to",
        y1: "fromValue",
        y2: "toValue",
        stroke: "var(--ink)",
        strokeOpacity: 0.55,
        strokeWidth: 1.5,
      }),
      strokes(
        counted.slice(0, -mostTold).map(({ date, value }) => ({ date, from: value, to: value })),
        { strokeWidth: 2 * radius, strokeLinecap: "round" },
      ),
      Plot.dot(counted.slice(-mostTold), { x: "date", y: "value", r: radius, fill: "var(--series-1)", title: "title" }),
      Plot.dot(set, { x: "date", y: "value", r: 3.5, symbol: "times", stroke: "var(--quiet)", title: "title" }),
    ],
  });
}

/** Vertical strokes as one path: a page of many nights would else be elements of its drawing for the most part. */
function strokes(
  pieces: readonly { readonly date: Date; readonly from: number | null; readonly to: number | null }[],
  style: Plot.LineOptions,
) {
  const points = pieces.flatMap(({ date, from, to }) => [from, to, Number.NaN].map((value) => ({ date, value })));
  return Plot.line(points, { x: "date", y: "value", stroke: "var(--series-1)", ...style });
}

/** Of the nights that are drawn: an axis with all nights of a machine would leave a young series no room. */
function upgradesIn(marks: readonly Mark[], nights: readonly SiteNight[]) {
  const [first, last] = [marks[0]?.at ?? 0, marks.at(-1)?.at ?? 0];
  return nights
    .filter(({ at, upgrades }) => upgrades.length > 0 && at >= first && at <= last)
    .map(({ at, upgrades }) => ({ date: new Date(at), title: `${day(at)}:\n${upgrades.join("\n")}` }));
}

/** None of a drift, which has no night at which it happened, and none that lies before what is drawn. */
function changeRule({ change, points }: SiteSeries) {
  if (change === null || change.kind === "drift" || change.at < (points[0]?.at ?? 0)) return [];
  const style = { stroke: "var(--bad)", strokeDasharray: "5 3", strokeWidth: 1.5 };
  return [Plot.ruleX([new Date(change.at)], style)];
}

/** At least a tenth of the median: an axis that zooms into noise makes it look like more. */
function domainOf(marks: readonly Mark[]): [number, number] {
  const values = marks.flatMap(({ value, low, high }) => [value, low ?? value, high ?? value]);
  if (values.length === 0) return [0, 1];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const half = Math.max((high - low) / 2, Math.abs(median(values)) / 20) * 1.1 || 1;
  const middle = (low + high) / 2;
  return [Math.max(low >= 0 ? 0 : Number.NEGATIVE_INFINITY, middle - half), middle + half];
}

function tick(series: SiteSeries, value: number): string {
  return valueWords(series, value).replace(/ .*$/, "");
}
