import { DataError } from "@evenkeel/core";
import type { Transaction } from "kysely";
import type { Night, RunRow } from "../night.ts";
import { seriesRow, machineRow, pointRow, runRow } from "./rows.ts";
import { refuseUnfit } from "./checked-night.ts";
import type { Store } from "./open-store.ts";
import type { Tables } from "./tables.ts";

/** `known`: the store had it already, and stays as it was. */
export type Imported = "imported" | "known";

/**
 * Puts a night into the store, all of it or nothing. Throws `DataError` for what no store keeps, and where this one has
 * other results under the run's id.
 */
export async function importNight(store: Store, night: Night): Promise<Imported> {
  refuseUnfit(night);
  return store.write((transaction) => insertNight(transaction, night, store.shown));
}

/** The same within a transaction, of a night that is fit. */
export async function insertNight(transaction: Transaction<Tables>, night: Night, shown: string): Promise<Imported> {
  const { run, versions, points } = night;
  const known = await transaction.selectFrom("run").selectAll().where("id", "=", run.id).executeTakeFirst();
  if (known !== undefined) {
    refuseOther(run, known, shown);
    return "known";
  }
  await insertMachine(transaction, night);
  await transaction.insertInto("run").values(runRow(run)).execute();
  const versionRows = Object.entries(versions).map(([name, version]) => ({ run_id: run.id, name, version }));
  for (const rows of inParts(versionRows)) await transaction.insertInto("version").values(rows).execute();
  await insertSeries(transaction, night);
  const pointRows = points.map(({ series, point }) => pointRow(series.id, point));
  const inOrder = pointRows.toSorted((a, b) => (a.series_id < b.series_id ? -1 : 1));
  for (const rows of inParts(inOrder)) await transaction.insertInto("point").values(rows).execute();
  return "imported";
}

function refuseOther(run: RunRow, known: Tables["run"], shown: string): void {
  if (known.results_sha256 === run.resultsSha256 && known.source === run.source) return;
  throw new DataError("another run of this id is in the history", {
    where: `run ${run.id}`,
    expected: `results ${known.results_sha256.slice(0, 16)}… as in ${shown}`,
    got: `${run.resultsSha256.slice(0, 16)}…${run.source === known.source ? "" : `, from ${run.source}`}`,
    remedy: "a run folder that was edited does not belong there; if the history is wrong, `evenkeel history rebuild`",
  });
}

/** The name that a run brings replaces another, unless a later run of the machine is there. */
async function insertMachine(transaction: Transaction<Tables>, { run, machine }: Night): Promise<void> {
  const { numInsertedOrUpdatedRows } = await transaction
    .insertInto("machine")
    .values(machineRow(machine))
    .onConflict((conflict) => conflict.column("fingerprint").doNothing())
    .executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows === 1n || machine.name === null) return;
  const later = await transaction
    .selectFrom("run")
    .select("id")
    .where("fingerprint", "=", run.fingerprint)
    .where("at", ">", run.at)
    .limit(1)
    .executeTakeFirst();
  const named = transaction
    .updateTable("machine")
    .set({ name: machine.name })
    .where("fingerprint", "=", run.fingerprint);
  await (later === undefined ? named : named.where("name", "is", null)).execute();
}

async function insertSeries(transaction: Transaction<Tables>, { machine, points }: Night): Promise<void> {
  const there = await transaction
    .selectFrom("series")
    .select("id")
    .where("fingerprint", "=", machine.fingerprint)
    .execute();
  const known = new Set(there.map(({ id }) => id));
  const rows = points.map(({ series }) => seriesRow(series)).filter(({ id }) => !known.has(id));
  for (const part of inParts(rows)) await transaction.insertInto("series").values(part).execute();
}

/** As many rows as a statement takes: SQLite binds at most 32,766 values, PostgreSQL 65,535. */
const rowsInStatement = 500;

function inParts<Row>(rows: readonly Row[]): Row[][] {
  const starts = Array.from({ length: Math.ceil(rows.length / rowsInStatement) }, (_, part) => part * rowsInStatement);
  return starts.map((start) => rows.slice(start, start + rowsInStatement));
}
