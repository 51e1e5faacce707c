import type { Transaction } from "kysely";
import type { MachineRow } from "../night.ts";
import { findingOfRow, findingRow, type Finding } from "../queries/findings.ts";
import type { Store } from "../store/open-store.ts";
import { machineOfRow, machineRow, seriesOfRow, seriesRow } from "../store/rows.ts";
import type { CheckLogTable, JudgementTable, Tables } from "../store/tables.ts";
import { findingsVersion, type FindingsFile, type KeptCheck, type KeptJudgement } from "./findings-file.ts";
import { mergeFindings } from "./merge.ts";

type Reader = Pick<Store, "database">;

/** What a store holds of a machine beside its runs; null where it does not know the machine. */
export async function findingsOf({ database }: Reader, fingerprint: string): Promise<FindingsFile | null> {
  const machine = await database
    .selectFrom("machine")
    .selectAll()
    .where("fingerprint", "=", fingerprint)
    .executeTakeFirst();
  if (machine === undefined) return null;
  const series = await database
    .selectFrom("series")
    .selectAll()
    .where("fingerprint", "=", fingerprint)
    .where("id", "in", (from) => from.selectFrom("finding").select("series_id"))
    .orderBy("id")
    .execute();
  const ofMachine = database.selectFrom("series").select("id").where("fingerprint", "=", fingerprint);
  const findings = await database
    .selectFrom("finding")
    .selectAll()
    .where("series_id", "in", ofMachine)
    .orderBy("id")
    .execute();
  const judgements = await database
    .selectFrom("judgement")
    .selectAll()
    .where("series_id", "in", ofMachine)
    .orderBy("series_id")
    .execute();
  const check = await database.selectFrom("check_log").selectAll().orderBy("at", "desc").limit(1).executeTakeFirst();
  return {
    schemaVersion: findingsVersion,
    machine: machineOfRow(machine),
    series: series.map(seriesOfRow),
    findings: findings.map(findingOfRow),
    check: check === undefined ? null : checkOf(check),
    judgements: judgements.map(judgementOf),
  };
}

/** Findings that a store did not have, and those that it has otherwise now. */
export interface KeptFindings {
  readonly added: number;
  readonly changed: number;
}

/** Merges what another store decided into this one, all of it or nothing. Again it changes nothing. */
export async function keepFindings(store: Store, file: FindingsFile): Promise<KeptFindings> {
  return store.write(async (transaction) => {
    const own = await findingsOf({ database: transaction }, file.machine.fingerprint);
    const whole = own === null ? file : mergeFindings(own, file);
    if (own === null) await insertMachine(transaction, whole.machine);
    const known = new Map((own?.findings ?? []).map((finding) => [finding.id, finding]));
    const added = whole.findings.filter(({ id }) => !known.has(id));
    const changed = whole.findings.filter((finding) => {
      const before = known.get(finding.id);
      return before !== undefined && JSON.stringify(before) !== JSON.stringify(finding);
    });
    await writeFindings(transaction, whole, { added, changed });
    await writeJudgements(transaction, whole.judgements);
    if (whole.check !== null) await writeCheck(transaction, whole.check);
    return { added: added.length, changed: changed.length };
  });
}

async function insertMachine(transaction: Transaction<Tables>, machine: MachineRow): Promise<void> {
  await transaction.insertInto("machine").values(machineRow(machine)).execute();
}

interface Changes {
  readonly added: readonly Finding[];
  readonly changed: readonly Finding[];
}

async function writeFindings(
  transaction: Transaction<Tables>,
  { series }: FindingsFile,
  { added, changed }: Changes,
): Promise<void> {
  const wanted = new Set(added.map(({ seriesId }) => seriesId));
  for (const one of series.filter(({ id }) => wanted.has(id))) {
    await transaction
      .insertInto("series")
      .values(seriesRow(one))
      .onConflict((conflict) => conflict.column("id").doNothing())
      .execute();
  }
  for (const finding of added) await transaction.insertInto("finding").values(findingRow(finding)).execute();
  for (const finding of changed) {
    await transaction.updateTable("finding").set(findingRow(finding)).where("id", "=", finding.id).execute();
  }
}

async function writeJudgements(transaction: Transaction<Tables>, judgements: readonly KeptJudgement[]): Promise<void> {
  for (const { seriesId, at, presence, reason, minimumDetectable } of judgements) {
    const said = { at, presence, reason, minimum_detectable: minimumDetectable };
    await transaction
      .insertInto("judgement")
      .values({ series_id: seriesId, ...said })
      .onConflict((conflict) => conflict.column("series_id").doUpdateSet(said))
      .execute();
  }
}

/** Another check of the same millisecond stays. */
async function writeCheck(transaction: Transaction<Tables>, check: KeptCheck): Promise<void> {
  const { falseAlarms, ...counts } = check;
  await transaction
    .insertInto("check_log")
    .values({ ...counts, false_alarms: falseAlarms === null ? null : JSON.stringify(falseAlarms) })
    .onConflict((conflict) => conflict.column("at").doNothing())
    .execute();
}

function checkOf({ at, judged, unjudged, missing, proposals, false_alarms: alarms }: CheckLogTable): KeptCheck {
  const falseAlarms = alarms === null ? null : (JSON.parse(alarms) as KeptCheck["falseAlarms"]);
  return { at, judged, unjudged, missing, proposals, falseAlarms };
}

function judgementOf(row: JudgementTable): KeptJudgement {
  return {
    seriesId: row.series_id,
    at: row.at,
    presence: row.presence as KeptJudgement["presence"],
    reason: row.reason,
    minimumDetectable: row.minimum_detectable,
  };
}
