import type { Finding } from "../queries/findings.ts";
import type { FindingsFile, KeptCheck, KeptJudgement } from "./findings-file.ts";

/**
 * What two stores say of one machine, as one. Merging it once more changes nothing; nothing that was decided is lost.
 * Of two checks at the same time the first says more. Throws `RangeError` for two machines.
 */
export function mergeFindings(one: FindingsFile, other: FindingsFile): FindingsFile {
  if (one.machine.fingerprint !== other.machine.fingerprint) throw new RangeError("findings of two machines");
  const [newer, older] = checkedAt(one) >= checkedAt(other) ? [one, other] : [other, one];
  return {
    schemaVersion: newer.schemaVersion,
    machine: newer.machine,
    series: merged(older.series, newer.series, ({ id }) => id, keepLater),
    findings: merged(older.findings, newer.findings, ({ id }) => id, standing),
    check: laterCheck(older.check, newer.check),
    judgements: merged(older.judgements, newer.judgements, ({ seriesId }) => seriesId, laterJudgement),
  };
}

/** Whether a rerun decided it: what no later check changes. */
function isDecided({ state }: Pick<Finding, "state">): boolean {
  return state === "confirmed" || state === "refuted";
}

/** The last check that looked at the machine's series. */
function checkedAt({ judgements }: FindingsFile): number {
  return judgements.reduce((last, { at }) => Math.max(last, at), Number.NEGATIVE_INFINITY);
}

/**
 * What was decided stands, of two decisions the later. Of what is not decided the later check says more; a rerun that
 * left it open, which has evidence, came after the check.
 */
function standing(older: Finding, newer: Finding): Finding {
  if (isDecided(older) !== isDecided(newer)) return isDecided(older) ? older : newer;
  if (isDecided(older)) return (older.confirmedAt ?? 0) > (newer.confirmedAt ?? 0) ? older : newer;
  return older.state === newer.state && older.evidence !== null && newer.evidence === null
    ? { ...newer, evidence: older.evidence }
    : newer;
}

function laterJudgement(older: KeptJudgement, newer: KeptJudgement): KeptJudgement {
  return older.at > newer.at ? older : newer;
}

function laterCheck(older: KeptCheck | null, newer: KeptCheck | null): KeptCheck | null {
  return older !== null && (newer === null || older.at > newer.at) ? older : newer;
}

function keepLater<T>(_older: T, newer: T): T {
  return newer;
}

/** By key, in its order; what both have is made one. */
function merged<T>(older: readonly T[], newer: readonly T[], keyOf: (item: T) => string, one: (a: T, b: T) => T): T[] {
  const all = new Map(older.map((item) => [keyOf(item), item]));
  for (const item of newer) {
    const known = all.get(keyOf(item));
    all.set(keyOf(item), known === undefined ? item : one(known, item));
  }
  return [...all].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, item]) => item);
}
