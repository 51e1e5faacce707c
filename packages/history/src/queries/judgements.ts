import type { Outcome } from "../detect/judge-all.ts";
import type { Store } from "../store/open-store.ts";
import type { JudgementTable } from "../store/tables.ts";

/** What the last check said of a series. */
export type JudgementRecord = Readonly<JudgementTable>;

/** As many rows as a statement takes. */
const rowsInStatement = 500;

/** Replaces what the check before said. */
export async function keepJudgements(store: Store, outcomes: readonly Outcome[], at: number): Promise<void> {
  const rows = outcomes.map((outcome): JudgementTable => {
    const { series, presence, judgement } = outcome;
    const judged = judgement.state === "judged";
    return {
      series_id: series.id,
      at,
      presence,
      reason: judged ? null : judgement.reason,
      minimum_detectable: judged && Number.isFinite(judgement.minimumDetectable) ? judgement.minimumDetectable : null,
    };
  });
  await store.write(async (transaction) => {
    await transaction.deleteFrom("judgement").execute();
    for (let start = 0; start < rows.length; start += rowsInStatement) {
      await transaction
        .insertInto("judgement")
        .values(rows.slice(start, start + rowsInStatement))
        .execute();
    }
  });
}

/** By the ids of series. */
export async function judgementsOf({ database }: Store): Promise<ReadonlyMap<string, JudgementRecord>> {
  const rows = await database.selectFrom("judgement").selectAll().execute();
  return new Map(rows.map((row) => [row.series_id, row]));
}
