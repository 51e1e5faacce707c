import { sql } from "kysely";
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

/** Earlier than any run, in ms UTC. */
const beforeAll = -8.64e15;

/** The so many latest points of every series, in time order, by its id; whenever its machine ran last. */
export async function latestPoints({ database }: Store, count: number): Promise<ReadonlyMap<string, readonly Point[]>> {
  const rows = await database
    // Kept by itself: PostgreSQL would otherwise look for a series' bound anew at each of its points.
    .with(
      (table) => table("bound").materialized(),
      (from) =>
        from.selectFrom("series").select((of) => [
          "series.id",
          of
            .selectFrom("point as own")
            .select("own.at")
            .whereRef("own.series_id", "=", "series.id")
            .orderBy("own.at", "desc")
            .limit(1)
            .offset(count - 1)
            .as("since"),
        ]),
    )
    .selectFrom("bound")
    .innerJoin("point", (join) =>
      join
        .onRef("point.series_id", "=", "bound.id")
        .on("point.at", ">=", sql<number>`coalesce(bound.since, ${beforeAll})`),
    )
    .selectAll("point")
    .orderBy("point.series_id")
    .orderBy("point.at")
    .orderBy("point.run_id")
    .execute();
  const bySeries = Map.groupBy(rows, ({ series_id: id }) => id);
  return new Map([...bySeries].map(([id, own]) => [id, own.map(pointOfRow)]));
}
