import type { MachineRow, RunRow } from "../night.ts";
import type { Store } from "../store/open-store.ts";
import { machineOfRow, runOfRow } from "../store/rows.ts";

/** Every machine, by its fingerprint. */
export async function machinesOf({ database }: Store): Promise<MachineRow[]> {
  const rows = await database.selectFrom("machine").selectAll().orderBy("fingerprint").execute();
  return rows.map(machineOfRow);
}

/** Runs in time order: of every machine, or of one, whose nights they are. */
export async function runsOf({ database }: Store, fingerprint: string | null = null): Promise<RunRow[]> {
  const all = database.selectFrom("run").selectAll().orderBy("at").orderBy("id");
  const rows = await (fingerprint === null ? all : all.where("fingerprint", "=", fingerprint)).execute();
  return rows.map(runOfRow);
}

/** The run of that id; null where there is none. */
export async function findRun({ database }: Store, id: string): Promise<RunRow | null> {
  const row = await database.selectFrom("run").selectAll().where("id", "=", id).executeTakeFirst();
  return row === undefined ? null : runOfRow(row);
}

/** By the ids of a machine's runs: versions of what ran, by name. */
export async function versionsOf(
  { database }: Store,
  fingerprint: string,
): Promise<ReadonlyMap<string, Readonly<Record<string, string>>>> {
  const rows = await database
    .selectFrom("version")
    .innerJoin("run", "run.id", "version.run_id")
    .select(["version.run_id", "version.name", "version.version"])
    .where("run.fingerprint", "=", fingerprint)
    .orderBy("version.run_id")
    .orderBy("version.name")
    .execute();
  const byRun = Map.groupBy(rows, ({ run_id: id }) => id);
  return new Map(
    [...byRun].map(([id, own]) => [id, Object.fromEntries(own.map(({ name, version }) => [name, version]))]),
  );
}
