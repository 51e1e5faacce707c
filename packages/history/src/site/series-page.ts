import { percent, plural } from "@evenkeel/report/look";
import type { Point } from "../point.ts";
import { historyChart } from "./chart.ts";
import { commitOf, foundWords, nightsOf } from "./overview.ts";
import { htmlOf } from "./page.ts";
import type { SiteData, SiteSeries } from "./site-data.ts";
import { instant, machineWords, meaningOf, subjectWords, valueWords } from "./words.ts";

/** A page of one series: its points, what was found in them, and what each came from. */
export function seriesPage(data: SiteData, series: SiteSeries): string {
  const { backend, fingerprint, points, measurement } = series;
  const nights = new Map(nightsOf(data, series).map((night) => [night.runId, night]));
  const found = foundWords(series);
  return htmlOf({
    title: `${backend} · ${subjectWords(series)}`,
    lede: meaningOf(series) ?? `Named ${measurement} by the tool that it was imported from.`,
    facts: [machineWords(data.machines, fingerprint), plural(points.length, "night"), betterWords(series)],
    footer: `Series ${series.id}. Quarantined nights are shown as crosses and count for nothing.`,
    home: "../index.html",
    feed: "../feed.json",
    content: "series-page",
    view: {
      verdict: found.charAt(0).toUpperCase() + found.slice(1),
      reasons: reasonsOf(series),
      measurement,
      caption: "A line a night from its lowest to its highest round, horizontal lines for the level, upgrades dotted",
      svg: historyChart(series, [...nights.values()]),
      points: points.toReversed().map((point) => {
        const night = nights.get(point.runId);
        return {
          ...valuesOf(series, point),
          when: instant(point.at),
          n: String(point.n),
          ...(night === undefined ? { commit: "–", commitHref: "" } : commitOf(data, night)),
          report: night?.report === null || night === undefined ? "" : `../${night.report}`,
          runId: point.runId,
          note: [...(point.quarantined ? [night?.quarantined ?? "quarantined"] : []), ...(night?.upgrades ?? [])].join(
            "; ",
          ),
        };
      }),
    },
  });
}

function valuesOf(series: SiteSeries, { value, low, high }: Point) {
  const words = (number: number | null) => (number === null ? "–" : valueWords(series, number));
  return { value: words(value), low: words(low), high: words(high) };
}

function betterWords({ better }: SiteSeries): string {
  return better === null ? "Neither direction is better" : `${better === "lower" ? "Lower" : "Higher"} is better`;
}

function reasonsOf({ change, minimumDetectable }: SiteSeries): string[] {
  return [
    ...(change === null ? [] : [`The change makes it ${change.worse ? "worse" : "better"}.`]),
    ...(change?.evidence == null ? [] : [change.evidence]),
    ...(minimumDetectable === null
      ? []
      : [`The smallest change that would be found in this series: ${percent(minimumDetectable, 1)}.`]),
  ];
}
