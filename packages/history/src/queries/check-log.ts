import type { Store } from "../store/open-store.ts";
import type { CheckLogTable } from "../store/tables.ts";

/** What one check of a history came to: how many series were judged, were not, or had no point in the last night. */
export type CheckRecord = Readonly<CheckLogTable>;

/** Adds a check to the log: at its time, or in the next millisecond that no other check has. Gives that time. */
export async function appendCheck(store: Store, record: CheckRecord): Promise<number> {
  return store.write(async (transaction) => {
    for (let at = record.at; ; at += 1) {
      const { numInsertedOrUpdatedRows } = await transaction
        .insertInto("check_log")
        .values({ ...record, at })
        .onConflict((conflict) => conflict.column("at").doNothing())
        .executeTakeFirstOrThrow();
      if (numInsertedOrUpdatedRows === 1n) return at;
    }
  });
}

/** Every check in time order. */
export async function listChecks({ database }: Store): Promise<CheckRecord[]> {
  return database.selectFrom("check_log").selectAll().orderBy("at").execute();
}
