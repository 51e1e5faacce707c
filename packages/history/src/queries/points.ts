import type { Point } from "../point.ts";
import type { Series } from "../series.ts";
import type { Store } from "../store/open-store.ts";
import { pointOfRow, seriesOfRow } from "../store/rows.ts";

/** A series with its points in time order. */
export interface SeriesHistory {
  readonly series: Series;
  readonly points: readonly Point[];
}

/** The points of a series in time order. */
export async function pointsOf({ database }: Store, seriesId: string): Promise<Point[]> {
  const rows = await database
    .selectFrom("point")
    .select(["at", "run_id", "value", "n", "low", "high", "quarantined"])
    .where("series_id", "=", seriesId)
    .orderBy("at")
    .orderBy("run_id")
    .execute();
  return rows.map(pointOfRow);
}

/** How many series a query brings: few enough for little memory, many enough for few queries. */
const seriesInQuery = 50;

/**
 * Each series with its points, one after another in the order of their ids: of a large store a part at a time. Nothing
 * is kept open meanwhile, so that whoever reads may take its time. Of all series, or of those named.
 */
export async function* historiesOf(
  { database }: Store,
  seriesIds: readonly string[] | null = null,
): AsyncGenerator<SeriesHistory> {
  if (seriesIds?.length === 0) return;
  const all = database.selectFrom("series").selectAll();
  const rows = await (seriesIds === null ? all : all.where("id", "in", [...seriesIds])).orderBy("id").execute();
  for (let start = 0; start < rows.length; start += seriesInQuery) {
    const part = rows.slice(start, start + seriesInQuery);
    const ids = part.map(({ id }) => id);
    const points = await database
      .selectFrom("point")
      .selectAll()
      .where("series_id", "in", ids)
      .orderBy("series_id")
      .orderBy("at")
      .orderBy("run_id")
      .execute();
    const bySeries = Map.groupBy(points, ({ series_id: id }) => id);
    for (const row of part) yield { series: seriesOfRow(row), points: (bySeries.get(row.id) ?? []).map(pointOfRow) };
  }
}

/** The latest points of every series, in time order, by its id: from the machine's so many latest runs. */
export async function recentPoints({ database }: Store, runs: number): Promise<ReadonlyMap<string, readonly Point[]>> {
  const machines = await database.selectFrom("machine").select("fingerprint").execute();
  const points = new Map<string, Point[]>();
  for (const { fingerprint } of machines) {
    const latest = await database
      .selectFrom("run")
      .select("at")
      .where("fingerprint", "=", fingerprint)
      .orderBy("at", "desc")
      .limit(runs)
      .execute();
    const rows = await database
      .selectFrom("point")
      .innerJoin("series", "series.id", "point.series_id")
      .selectAll("point")
      .where("series.fingerprint", "=", fingerprint)
      .where("point.at", ">=", latest.at(-1)?.at ?? 0)
      .orderBy("point.series_id")
      .orderBy("point.at")
      .execute();
    for (const [id, own] of Map.groupBy(rows, ({ series_id }) => series_id)) points.set(id, own.map(pointOfRow));
  }
  return points;
}
