import { quotedText, UsageError } from "@evenkeel/core";
import { sql } from "kysely";
import type { Series } from "../series.ts";
import type { Store } from "../store/open-store.ts";
import { seriesOfRow } from "../store/rows.ts";

/** Which series are meant: those that are equal in all that is named. */
export interface SeriesFilter {
  readonly fingerprint?: string;
  readonly backend?: string;
  readonly workload?: string;
  readonly measurement?: string;
}

/** A series with what a list shows of its points. */
export interface SeriesSummary {
  readonly series: Series;
  /** What people call its machine; null where nobody named it. */
  readonly machineName: string | null;
  /** How many points it has. */
  readonly nights: number;
  /** When the run of its last point began, in ms since 1970 (UTC). */
  readonly lastAt: number;
  readonly lastValue: number;
}

/** Series that have points, by machine, workload, backend, task and measurement, controls behind their twins. */
export async function listSeries(store: Store, filter: SeriesFilter = {}): Promise<SeriesSummary[]> {
  const { fingerprint, backend, workload, measurement } = filter;
  const lastValue = sql`
    select point.value from point where point.series_id = series.id and point.at = seen.last_at
    order by point.run_id desc limit 1`;
  let query = store.database
    .selectFrom("series")
    .innerJoin("machine", "machine.fingerprint", "series.fingerprint")
    // All points at once: in PostgreSQL those of a series lie apart, each night's together.
    .innerJoin(
      (from) =>
        from
          .selectFrom("point")
          .select(({ fn }) => ["series_id", fn.countAll<number>().as("nights"), fn.max("at").as("last_at")])
          .groupBy("series_id")
          .as("seen"),
      (join) => join.onRef("seen.series_id", "=", "series.id"),
    )
    .selectAll("series")
    .select([
      "machine.name as machine_name",
      "seen.nights",
      "seen.last_at",
      sql<number>`(${lastValue})`.as("last_value"),
    ]);
  if (fingerprint !== undefined) query = query.where("series.fingerprint", "=", fingerprint);
  if (backend !== undefined) query = query.where("series.backend", "=", backend);
  if (workload !== undefined) query = query.where("series.workload", "=", workload);
  if (measurement !== undefined) query = query.where("series.measurement", "=", measurement);
  const rows = await query.execute();
  return rows
    .map(({ machine_name: machineName, nights, last_at: lastAt, last_value: value, ...row }) => ({
      series: seriesOfRow(row),
      machineName,
      nights,
      lastAt,
      lastValue: value,
    }))
    .toSorted((a, b) => inOrder(a.series, b.series));
}

/** Fields in the order in which series are listed; then come threads, batch size, controls, and edited workloads. */
const order = ["fingerprint", "workload", "backend", "task", "measurement", "precision"] as const;

function inOrder(a: Series, b: Series): number {
  for (const field of order) {
    const [one, other] = [a[field] ?? "", b[field] ?? ""];
    if (one !== other) return one < other ? -1 : 1;
  }
  const numbers = [
    threadsOf(a) - threadsOf(b),
    (a.batchSize ?? 0) - (b.batchSize ?? 0),
    Number(a.control) - Number(b.control),
  ];
  const told = numbers.find((difference) => difference !== 0);
  return told ?? (a.workloadKey < b.workloadKey ? -1 : 1);
}

/** `default` before every number. */
function threadsOf({ threads }: Series): number {
  return Number(threads) || 0;
}

/** The series whose id begins like this. Throws `UsageError` where none does, or several. */
export async function findSeries({ database, shown }: Store, typed: string): Promise<Series> {
  const known = /^[0-9a-f]{1,16}$/.test(typed);
  const rows = known ? await database.selectFrom("series").selectAll().where("id", "like", `${typed}%`).execute() : [];
  const [row, other] = rows;
  if (row !== undefined && other === undefined) return seriesOfRow(row);
  throw new UsageError(other === undefined ? "no such series" : "several series begin like this", {
    where: "series",
    expected: other === undefined ? `an id in ${shown}, or its beginning` : "more of its id",
    got: quotedText(typed),
    remedy: "`evenkeel history list` lists them",
  });
}
