import type { FalseAlarms } from "../detect/false-alarms.ts";
import type { Presence } from "../detect/presence.ts";
import type { MachineRow } from "../night.ts";
import type { Finding } from "../queries/findings.ts";
import type { Series } from "../series.ts";

/** Raised where the meaning of a field changes. */
export const findingsVersion = 1;

/** What checks and reruns decided about the series of one machine: what run folders do not hold. */
export interface FindingsFile {
  readonly schemaVersion: typeof findingsVersion;
  readonly machine: MachineRow;
  /** Those that findings are of, by id. */
  readonly series: readonly Series[];
  /** By id. */
  readonly findings: readonly Finding[];
  /** The last check; null before the first. */
  readonly check: KeptCheck | null;
  /** What checks last said of each series, by its id. */
  readonly judgements: readonly KeptJudgement[];
}

/** A check of a whole history, of other machines too where it had their runs. */
export interface KeptCheck {
  /** In ms since 1970 (UTC), as are all times. */
  readonly at: number;
  readonly judged: number;
  readonly unjudged: number;
  readonly missing: number;
  readonly proposals: number;
  readonly falseAlarms: FalseAlarms | null;
}

export interface KeptJudgement {
  readonly seriesId: string;
  /** Of the check. */
  readonly at: number;
  readonly presence: Presence;
  /** Why it was not judged; null where it was. */
  readonly reason: string | null;
  readonly minimumDetectable: number | null;
}

/** The same content gives the same text. */
export function findingsText(file: FindingsFile): string {
  return `${JSON.stringify(file, null, 1)}\n`;
}
