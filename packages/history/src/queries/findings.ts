import { createHash } from "node:crypto";
import type { Store } from "../store/open-store.ts";
import type { FindingTable } from "../store/tables.ts";

export const findingStates = ["suspected", "confirmed", "refuted", "closed"] as const;
export type FindingState = (typeof findingStates)[number];
export const changeKinds = ["step", "drift", "changed"] as const;
export type ChangeKind = (typeof changeKinds)[number];

/** A change of a series: proposed by `check`, then confirmed or refuted by reruns. */
export interface Finding {
  readonly id: string;
  readonly seriesId: string;
  /** When the first run after the change began, in ms since 1970 (UTC). */
  readonly changeAt: number;
  /** The id of that run. */
  readonly changeRun: string;
  /** Of the last run before it; null where it is not there. */
  readonly lastGoodRun: string | null;
  readonly kind: ChangeKind;
  /** After ÷ before − 1; of accuracies, their difference. */
  readonly effect: number;
  readonly p: number;
  /** Over all series that were judged with it. */
  readonly q: number;
  readonly state: FindingState;
  readonly proposedAt: number;
  /** What was found when it was confirmed or refuted, as a value of JSON. */
  readonly evidence: unknown;
  readonly confirmedAt: number | null;
}

/** The same series and run give the same id: what is proposed again is the same finding. */
export function findingId({ seriesId, changeRun }: Pick<Finding, "seriesId" | "changeRun">): string {
  return createHash("sha256").update(`${seriesId}\n${changeRun}`).digest("hex").slice(0, 16);
}

/** Keeps a new finding. False where one of this id is there: it stays as it is. */
export async function insertFinding(store: Store, finding: Finding): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await store.write((transaction) =>
    transaction
      .insertInto("finding")
      .values(findingRow(finding))
      .onConflict((conflict) => conflict.column("id").doNothing())
      .executeTakeFirstOrThrow(),
  );
  return numInsertedOrUpdatedRows === 1n;
}

/** What may become of a finding. */
export type FindingChange = Partial<Omit<Finding, "id" | "seriesId">>;

/** False where there is no such finding, or where it is not in the state `from`: another was faster. */
export async function updateFinding(
  store: Store,
  id: string,
  change: FindingChange,
  from: FindingState | null = null,
): Promise<boolean> {
  return store.write(async (transaction) => {
    const row = await transaction.selectFrom("finding").selectAll().where("id", "=", id).executeTakeFirst();
    if (row === undefined || (from !== null && row.state !== from)) return false;
    await transaction
      .updateTable("finding")
      .set(findingRow({ ...findingOfRow(row), ...change }))
      .where("id", "=", id)
      .execute();
    return true;
  });
}

/** Findings in the order in which they were proposed: all, or those of a state or a series. */
export async function listFindings(
  { database }: Store,
  { state, seriesId }: { readonly state?: FindingState; readonly seriesId?: string } = {},
): Promise<Finding[]> {
  let query = database.selectFrom("finding").selectAll().orderBy("proposed_at").orderBy("id");
  if (state !== undefined) query = query.where("state", "=", state);
  if (seriesId !== undefined) query = query.where("series_id", "=", seriesId);
  return (await query.execute()).map(findingOfRow);
}

/** A finding as the store keeps it. */
export function findingRow({ id, seriesId, changeAt, changeRun, lastGoodRun, ...finding }: Finding): FindingTable {
  const { kind, effect, p, q, state, proposedAt, evidence, confirmedAt } = finding;
  return {
    id,
    series_id: seriesId,
    change_at: changeAt,
    change_run: changeRun,
    last_good_run: lastGoodRun,
    kind,
    effect,
    p,
    q,
    state,
    proposed_at: proposedAt,
    evidence: evidence === null || evidence === undefined ? null : JSON.stringify(evidence),
    confirmed_at: confirmedAt,
  };
}

/** And back. */
export function findingOfRow(row: FindingTable): Finding {
  return {
    id: row.id,
    seriesId: row.series_id,
    changeAt: row.change_at,
    changeRun: row.change_run,
    lastGoodRun: row.last_good_run,
    kind: row.kind as ChangeKind,
    effect: row.effect,
    p: row.p,
    q: row.q,
    state: row.state as FindingState,
    proposedAt: row.proposed_at,
    evidence: row.evidence === null ? null : (JSON.parse(row.evidence) as unknown),
    confirmedAt: row.confirmed_at,
  };
}
