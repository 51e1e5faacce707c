import { DataError } from "@evenkeel/core";
import { sql, type Transaction } from "kysely";
import type { Night } from "../night.ts";
import { refuseUnfit } from "./checked-night.ts";
import { insertNight } from "./import-night.ts";
import type { Store } from "./open-store.ts";
import type { Tables } from "./tables.ts";

/** What became of the runs of a store that was made anew. */
export interface Rebuilt {
  readonly imported: number;
  /** Ids of runs that were in the store before and are not any more, in their order in time. */
  readonly gone: readonly string[];
}

/**
 * Makes a store anew from the nights of run folders, in one transaction: until its end others read what was there, and
 * what ends it early changes nothing. What no run folder holds stays: findings, the log of checks, and runs of other
 * tools. A night that `importNight` would refuse is told to `refuse` and left out. Throws `DataError` where none is
 * left, and what `nights` throws.
 */
export async function rebuildStore(
  store: Store,
  nights: AsyncIterable<Night> | Iterable<Night>,
  refuse: (error: DataError) => void,
): Promise<Rebuilt> {
  return store.write(async (transaction) => {
    const before = await ownRuns(transaction);
    await removeOwnRuns(transaction);
    let imported = 0;
    for await (const night of nights) {
      try {
        refuseUnfit(night);
        if ((await insertNight(transaction, night, store.shown)) === "imported") imported += 1;
      } catch (error) {
        if (!(error instanceof DataError)) throw error;
        refuse(error);
      }
    }
    if (imported === 0)
      throw new DataError("no run could be read: the history stays as it was", { where: store.shown });
    await removeUnused(transaction);
    const after = new Set(await ownRuns(transaction));
    return { imported, gone: before.filter((id) => !after.has(id)) };
  });
}

async function ownRuns(transaction: Transaction<Tables>): Promise<string[]> {
  const rows = await transaction
    .selectFrom("run")
    .select("id")
    .where("source", "=", "evenkeel")
    .orderBy("at")
    .orderBy("id")
    .execute();
  return rows.map(({ id }) => id);
}

async function removeOwnRuns(transaction: Transaction<Tables>): Promise<void> {
  const own = transaction.selectFrom("run").select("id").where("source", "=", "evenkeel");
  await transaction.deleteFrom("point").where("run_id", "in", own).execute();
  await transaction.deleteFrom("version").where("run_id", "in", own).execute();
  await transaction.deleteFrom("run").where("source", "=", "evenkeel").execute();
  // Before the runs come back: what a series is may have changed with the code.
  await removeUnused(transaction);
}

/** Series without a point or a finding, and machines without a run or a series. */
async function removeUnused(transaction: Transaction<Tables>): Promise<void> {
  await sql`
    delete from series
    where not exists (select 1 from point where point.series_id = series.id)
      and not exists (select 1 from finding where finding.series_id = series.id)`.execute(transaction);
  await sql`
    delete from machine
    where not exists (select 1 from run where run.fingerprint = machine.fingerprint)
      and not exists (select 1 from series where series.fingerprint = machine.fingerprint)`.execute(transaction);
}
