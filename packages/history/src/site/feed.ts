import { z } from "zod";
import type { SiteData, SiteSeries } from "./site-data.ts";
import { seriesHref } from "./overview.ts";
import { changeWords, machineWords, subjectWords } from "./words.ts";

/** `feed.json`: what is confirmed or suspected, as a JSON Feed 1.1 (jsonfeed.org/version/1.1). */
export function feedOf(data: SiteData): string {
  const found = data.series.filter(
    ({ state, change }) => change !== null && (state === "confirmed" || state === "suspected"),
  );
  const items = found.map((series) => itemOf(data, series)).toSorted((one, other) => (one.id < other.id ? -1 : 1));
  const feed = { version: "https://jsonfeed.org/version/1.1", title: `${data.title}: changes`, _evenkeel: {}, items };
  return `${JSON.stringify(feed, null, 2)}\n`;
}

const feedSchema = z.object({ _evenkeel: z.object({}) });

/** Whether a text is such a feed, and not one of another site. */
export function isFeedOfHistory(text: string): boolean {
  try {
    return feedSchema.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}

function itemOf({ machines }: SiteData, series: SiteSeries) {
  const { change, backend, id, state } = series;
  const text = change === null ? "" : changeWords(series, change);
  return {
    id: `${id}-${change?.at ?? 0}`,
    url: seriesHref(series),
    title: `${state}: ${backend} · ${subjectWords(series)}`,
    content_text: `${text} on ${machineWords(machines, series.fingerprint)}. ${change?.evidence ?? ""}`.trim(),
    ...(change !== null && { date_published: new Date(change.at).toISOString() }),
    tags: [state, ...(change === null ? [] : [change.worse ? "worse" : "better"])],
    _evenkeel: { series: id, state, change },
  };
}
