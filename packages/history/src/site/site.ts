import { badgeSvg } from "@evenkeel/report/look";
import type { SeriesHistory } from "../queries/points.ts";
import { feedOf } from "./feed.ts";
import { overviewPage, seriesHref } from "./overview.ts";
import { seriesPage } from "./series-page.ts";
import type { SiteData } from "./site-data.ts";

/** A file of the site: its path with `/`, and its text. */
export interface SiteFile {
  readonly path: string;
  readonly text: string;
}

/**
 * The files of a history site one by one, the overview first; it works from a file system and from any static host.
 * `histories` are those of the store, with all their nights: read together, as PostgreSQL keeps the points of a night
 * together and not those of a series.
 */
export async function* siteFiles(
  data: SiteData,
  histories: AsyncIterable<SeriesHistory> | Iterable<SeriesHistory>,
): AsyncGenerator<SiteFile> {
  yield { path: "index.html", text: overviewPage(data) };
  yield { path: "feed.json", text: feedOf(data) };
  yield { path: "badge.svg", text: badgeOf(data) };
  const shown = new Map(data.series.map((series) => [series.id, series]));
  for await (const { series, points } of histories) {
    const own = shown.get(series.id);
    // Controls have no page.
    if (own !== undefined) yield { path: seriesHref(own), text: seriesPage(data, { ...own, points }) };
  }
}

/** Of confirmed changes for the worse. */
function badgeOf({ series, check }: SiteData): string {
  const worse = series.filter(({ state, change }) => state === "confirmed" && change?.worse === true).length;
  const suspected = series.filter(({ state }) => state === "suspected").length;
  if (check === null) return badgeSvg("regressions", "not checked", "plain");
  if (worse > 0) return badgeSvg("regressions", `${worse} confirmed`, "bad");
  return badgeSvg(
    "regressions",
    suspected > 0 ? `${suspected} suspected` : "none confirmed",
    suspected > 0 ? "plain" : "good",
  );
}
