import { integer, plural } from "@evenkeel/report/look";
import { rules } from "../detect/rules.ts";
import type { Point } from "../point.ts";
import { historyChart } from "./chart.ts";
import { foundWords } from "./found-words.ts";
import { legend } from "./legend.ts";
import { commitOf, nightsOf } from "./overview.ts";
import { htmlOf } from "./page.ts";
import type { SiteData, SiteNight, SiteSeries } from "./site-data.ts";
import { instant, machineWords, meaningOf, sizeWords, subjectWords, valueWords } from "./words.ts";

/** As many of the latest nights as the table has rows: a year, and some more. */
const mostRows = 400;

/** On a phone the drawing has the nights that detection looks at: more would be letters too small to read. */
const narrowNights = rules.window;

/** A page of one series: its points, what was found in them, and what each came from. */
export function seriesPage(data: SiteData, series: SiteSeries): string {
  const { backend, fingerprint, points, measurement } = series;
  const ofMachine = nightsOf(data, series);
  const nights = new Map(ofMachine.map((night) => [night.runId, night]));
  const found = foundWords(series);
  return htmlOf({
    title: `${backend} · ${subjectWords(series)}`,
    lede: meaningOf(series) ?? `Named ${measurement} by the tool that it was imported from.`,
    facts: [machineWords(data.machines, fingerprint), plural(points.length, "night"), betterWords(series)],
    footer: `Series ${series.id}.`,
    home: "../index.html",
    feed: "../feed.json",
    content: "series-page",
    view: {
      verdict: found.charAt(0).toUpperCase() + found.slice(1),
      reasons: reasonsOf(series),
      measurement,
      legend,
      charts: chartsOf(series, ofMachine),
      caption:
        points.length > mostRows
          ? `The last ${mostRows} of ${integer(points.length)} nights, the latest first; the drawing has all of them`
          : "Every night of the series, the latest first",
      points: points
        .slice(-mostRows)
        .toReversed()
        .map((point) => rowOf(data, series, point, nights.get(point.runId))),
    },
  });
}

/** One for a wide window and one for a narrow one; the style sheet shows either. */
function chartsOf(series: SiteSeries, nights: readonly SiteNight[]) {
  const latest = series.points.slice(-narrowNights);
  const about = latest.length < series.points.length ? `, the last ${latest.length} nights` : "";
  return [
    { width: "wide-window", about: "", svg: historyChart(series, nights) },
    { width: "narrow-window", about, svg: historyChart({ ...series, points: latest }, nights, "small") },
  ];
}

function rowOf(data: SiteData, series: SiteSeries, point: Point, night: SiteNight | undefined) {
  return {
    ...valuesOf(series, point),
    when: instant(point.at),
    n: String(point.n),
    ...(night === undefined ? { commit: "–", commitHref: "" } : commitOf(data, night)),
    report: night?.report === null || night === undefined ? "" : `../${night.report}`,
    runId: point.runId,
    note: [
      ...(point.quarantined ? [`quarantined: ${night?.quarantined ?? "every round was disturbed"}`] : []),
      ...(night?.upgrades ?? []),
    ].join("; "),
  };
}

function valuesOf(series: SiteSeries, { value, low, high }: Point) {
  const words = (number: number | null) => (number === null ? "–" : valueWords(series, number));
  return { value: words(value), low: words(low), high: words(high) };
}

function betterWords({ better }: SiteSeries): string {
  return better === null ? "Neither direction is better" : `${better === "lower" ? "Lower" : "Higher"} is better`;
}

function reasonsOf(series: SiteSeries): string[] {
  const { change, minimumDetectable } = series;
  return [
    ...(change?.evidence == null ? [] : [change.evidence]),
    ...(minimumDetectable === null
      ? []
      : [
          `The smallest change that would be found ten nights after it, in four cases of five: ${sizeWords(series, minimumDetectable)}.`,
        ]),
  ];
}
