import type { Store } from "../../src/index.ts";

/** All that a store holds, each table in the order of its keys. */
export async function dumpOf({ database }: Store): Promise<Record<string, object[]>> {
  return {
    machine: await database.selectFrom("machine").selectAll().orderBy("fingerprint").execute(),
    run: await database.selectFrom("run").selectAll().orderBy("id").execute(),
    version: await database.selectFrom("version").selectAll().orderBy("run_id").orderBy("name").execute(),
    series: await database.selectFrom("series").selectAll().orderBy("id").execute(),
    point: await database
      .selectFrom("point")
      .selectAll()
      .orderBy("series_id")
      .orderBy("at")
      .orderBy("run_id")
      .execute(),
    finding: await database.selectFrom("finding").selectAll().orderBy("id").execute(),
    check_log: await database.selectFrom("check_log").selectAll().orderBy("at").execute(),
  };
}
