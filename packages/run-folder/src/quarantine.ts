import type { Disturbance } from "./disturbance.ts";
import type { RoundRecord } from "./round-records.ts";
import type { Run } from "./run.ts";

/**
 * From where on a whole run is quarantined: kept and shown in a history, and never judged. Like the rule of a disturbed
 * round it is fixed before any run and asks the machine alone. A run never leaves its series for it.
 */
export const quarantinedFrom = {
  /** More than so much of its rounds are disturbed: those that are left met the machine's better moments. */
  disturbedShare: 0.5,
  /** Other programs and the host's other machines together took so much of the processors' time over its rounds. */
  takenShare: 0.05,
  /** The reference kernel's two times lie so far apart, of the shorter: half of it, 5%, moves a median over the run. */
  referenceShare: 0.1,
} as const;

/** What the machine left in a run about itself. */
type Evidence = Pick<Run, "rounds" | "referenceKernel">;

/**
 * Why the machine was not itself while a run measured, in words; null where it was, and of runs that hold no evidence.
 * It is said of times and memory: what a seed determines, such as an accuracy, does not depend on it.
 */
export function quarantineOf({ rounds = [], referenceKernel }: Evidence): string | null {
  return disturbedText(rounds) ?? takenText(rounds) ?? referenceText(referenceKernel);
}

const causes: Readonly<Record<Disturbance["by"], string>> = {
  others: "other programs",
  host: "the host's other machines",
  quota: "a CPU quota",
  "slower-processors": "slower processors",
  heat: "heat",
  pause: "a pause",
};

function disturbedText(rounds: readonly RoundRecord[]): string | null {
  const disturbed = rounds.flatMap(({ disturbed: by }) => by ?? []);
  if (rounds.length === 0 || disturbed.length <= quarantinedFrom.disturbedShare * rounds.length) return null;
  const by = [...new Set(disturbed.map((one) => causes[one.by]))].join(", ");
  return `${disturbed.length} of ${rounds.length} ${rounds.length === 1 ? "round was" : "rounds were"} disturbed, by ${by}`;
}

/** Rounds are alike, so that each counts once. */
function takenText(rounds: readonly RoundRecord[]): string | null {
  const shares = rounds.flatMap(({ machineLoad: { othersShare, stolenShare } }) =>
    othersShare === null && stolenShare === null ? [] : [(othersShare ?? 0) + (stolenShare ?? 0)],
  );
  const mean = shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length);
  if (mean < quarantinedFrom.takenShare) return null;
  return `other programs and other machines of the host took ${percent(mean)} of the processors' time`;
}

function referenceText(kernel: Evidence["referenceKernel"]): string | null {
  if (kernel === undefined || kernel.afterMs === null) return null;
  const { beforeMs, afterMs } = kernel;
  const share = Math.max(beforeMs, afterMs) / Math.min(beforeMs, afterMs) - 1;
  if (share < quarantinedFrom.referenceShare) return null;
  const [before, after] = [beforeMs.toFixed(1), afterMs.toFixed(1)];
  return `the reference kernel took ${before} ms before the first cell and ${after} ms after the last, ${percent(share)} apart`;
}

function percent(share: number): string {
  return `${(100 * share).toFixed(0)}%`;
}
