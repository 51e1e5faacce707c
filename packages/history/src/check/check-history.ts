import { falseAlarms, type FalseAlarms } from "../detect/false-alarms.ts";
import { judgeAll, type Check, type HistoryToJudge, type Proposal } from "../detect/judge-all.ts";
import { appendCheck } from "../queries/check-log.ts";
import { findingId, insertFinding, listFindings, updateFinding, type Finding } from "../queries/findings.ts";
import { keepJudgements } from "../queries/judgements.ts";
import { historiesOf } from "../queries/points.ts";
import { inOneStep, type Store } from "../store/open-store.ts";

/** What a check of a history came to. */
export interface CheckReport {
  readonly check: Check;
  readonly falseAlarms: FalseAlarms;
  /** Proposals with the findings that stand for them. */
  readonly proposals: readonly { readonly proposal: Proposal; readonly finding: Finding; readonly isNew: boolean }[];
  /** Suspected before, and not proposed any more. */
  readonly withdrawn: readonly Finding[];
}

/**
 * Judges every series of the store and keeps what it proposes as suspected findings. A series is judged from its last
 * confirmed change on. A proposal within two nights of a finding that is there is that finding, and so is any drift of
 * a series that has one; what is suspected and not proposed any more is closed. All of it is kept in one step, when
 * everything is judged: an interrupted check leaves the store as it was.
 */
export async function checkHistory(store: Store, now: number): Promise<CheckReport> {
  const findings = await findingsBySeries(store);
  const histories: HistoryToJudge[] = [];
  for await (const { series, points } of historiesOf(store)) {
    const since = lastConfirmed(findings.get(series.id) ?? []);
    histories.push({ series, points, ...(since !== null && { since }) });
  }
  const judged = { histories, check: judgeAll(histories), alarms: falseAlarms(histories) };
  return inOneStep(store, (within) => keepCheck(within, judged, now));
}

interface JudgedHistories {
  readonly histories: readonly HistoryToJudge[];
  readonly check: Check;
  readonly alarms: FalseAlarms;
}

/** Findings are read again: another may have decided one meanwhile. */
async function keepCheck(
  store: Store,
  { histories, check, alarms }: JudgedHistories,
  now: number,
): Promise<CheckReport> {
  const findings = await findingsBySeries(store);
  const pointsBySeries = new Map(histories.map(({ series, points }) => [series.id, points]));
  const proposals: CheckReport["proposals"][number][] = [];
  for (const proposal of check.proposals) {
    const nights = (pointsBySeries.get(proposal.series.id) ?? []).map(({ at }) => at);
    proposals.push(await keep(store, proposal, findings.get(proposal.series.id) ?? [], { nights, now }));
  }
  const standing = new Set(proposals.map(({ finding }) => finding.id));
  const withdrawn = [...findings.values()].flat().filter(({ id, state }) => state === "suspected" && !standing.has(id));
  for (const { id } of withdrawn) {
    await updateFinding(store, id, { state: "closed", evidence: { reason: "not proposed any more" } }, "suspected");
  }
  await keepJudgements(store, check.outcomes, now);
  await appendCheck(store, {
    at: now,
    judged: check.judged,
    unjudged: check.unjudged,
    missing: check.missing,
    proposals: proposals.length,
    false_alarms: JSON.stringify(alarms),
  });
  return { check, falseAlarms: alarms, proposals, withdrawn };
}

async function findingsBySeries(store: Store): Promise<ReadonlyMap<string, readonly Finding[]>> {
  return Map.groupBy(await listFindings(store), ({ seriesId }) => seriesId);
}

/** When the level that a series is compared with began; null where nothing of it was confirmed. */
function lastConfirmed(findings: readonly Finding[]): number | null {
  const confirmed = findings.filter(({ state, kind }) => state === "confirmed" && kind !== "drift");
  return confirmed.length === 0 ? null : Math.max(...confirmed.map(({ changeAt }) => changeAt));
}

/** As many nights may lie between two descriptions of one change. */
const nearNights = 2;

async function keep(
  store: Store,
  proposal: Proposal,
  known: readonly Finding[],
  { nights, now }: { readonly nights: readonly number[]; readonly now: number },
): Promise<CheckReport["proposals"][number]> {
  const { series, judgement, q, change, lastGood } = proposal;
  const { kind, effect, p } = judgement;
  const place = (at: number) => nights.findIndex((night) => night >= at);
  const near = known
    .filter(({ state }) => state !== "closed")
    .find((one) =>
      kind === "drift" ? one.kind === "drift" : Math.abs(place(one.changeAt) - place(change.at)) <= nearNights,
    );
  if (near !== undefined) {
    const update = { effect, p, q };
    if (near.state === "suspected") await updateFinding(store, near.id, update, "suspected");
    return { proposal, finding: near.state === "suspected" ? { ...near, ...update } : near, isNew: false };
  }
  const key = { seriesId: series.id, changeRun: change.runId };
  const finding: Finding = {
    ...key,
    id: findingId(key),
    changeAt: change.at,
    lastGoodRun: lastGood.runId,
    kind,
    effect,
    p,
    q,
    state: "suspected",
    proposedAt: now,
    evidence: null,
    confirmedAt: null,
  };
  const isNew = await insertFinding(store, finding);
  // One that was closed stands again.
  if (!isNew) await updateFinding(store, finding.id, { ...finding, state: "suspected" }, "closed");
  return { proposal, finding, isNew };
}
