import { clopperPearson, signFlip } from "@evenkeel/stats";
import type { Point } from "../point.ts";
import type { SeriesHistory } from "../queries/points.ts";
import { comparedBy, kindOf } from "../series.ts";
import { judgeSeries } from "./judge-series.ts";
import { rules } from "./rules.ts";

/** How often something was claimed of no difference at all, beside how often it may be. */
export interface AlarmRate {
  readonly claims: number;
  readonly trials: number;
  /** Claims ÷ trials; null before the first trial. */
  readonly share: number | null;
  /** Its 95% interval (Clopper & Pearson), were trials independent of each other. */
  readonly interval: readonly [number, number] | null;
  readonly nominal: number;
}

export interface FalseAlarms {
  /** Controls with an original beside them. */
  readonly pairs: number;
  /**
   * Of every seven nights in a row the ratios of control and original are sign-flipped, as the rounds of a claim are,
   * at p ≤ 0.05.
   */
  readonly claims: AlarmRate;
  /** The ratios of all nights are judged as a series: a step or drift of them is one of the procedure's own. */
  readonly changes: AlarmRate;
}

const nightsOfClaim = 7;
const levelOfClaim = 0.05;
const confidence = 0.95;

/**
 * What A/A shows: the control does what its original does, on the same machine in the same run, so that their ratio is
 * 1 but for noise, and all that is claimed of it is false. Quarantined nights, and values that have no ratio, are left
 * out.
 */
export function falseAlarms(histories: readonly SeriesHistory[]): FalseAlarms {
  const pairs = pairsOf(histories);
  const blocks = pairs.flatMap((logs) => blocksOf(logs));
  const claimed = blocks.filter((logs) => signFlip(logs).p <= levelOfClaim).length;
  const judgements = pairs.map((logs, index) =>
    judgeSeries({ kind: "time", values: Float64Array.from(logs, Math.exp) }, { seed: index }),
  );
  const judged = judgements.filter(({ state }) => state === "judged");
  const changed = judged.filter((one) => one.state === "judged" && one.gatesPassed).length;
  // Patterns of seven signs that the level holds, of all: what the nominal level comes to.
  const patterns = 2 ** nightsOfClaim;
  const attained = (2 * Math.floor((levelOfClaim * patterns) / 2)) / patterns;
  return {
    pairs: pairs.length,
    claims: rateOf(claimed, blocks.length, attained),
    changes: rateOf(changed, judged.length, rules.level.step),
  };
}

function rateOf(claims: number, trials: number, nominal: number): AlarmRate {
  if (trials === 0) return { claims, trials, share: null, interval: null, nominal };
  return { claims, trials, share: claims / trials, interval: clopperPearson(claims, trials, confidence), nominal };
}

/** Of every control with an original: ln(control ÷ original) of the nights that both have. */
function pairsOf(histories: readonly SeriesHistory[]): number[][] {
  const originals = new Map(histories.filter(({ series }) => !series.control).map((one) => [pairKey(one), one]));
  return histories
    .filter(({ series }) => series.control)
    .flatMap((control) => {
      const original = originals.get(pairKey(control));
      const kind = kindOf(control.series);
      const hasRatio = comparedBy(kind) === "ratio" && kind !== "size";
      return original !== undefined && hasRatio ? [logRatios(control, original)] : [];
    })
    .filter((logs) => logs.length > 0);
}

function logRatios(control: SeriesHistory, original: SeriesHistory): number[] {
  const values = new Map(original.points.filter(isKept).map(({ at, value }) => [at, value]));
  return control.points.filter(isKept).flatMap(({ at, value }) => {
    const other = values.get(at);
    return other === undefined ? [] : [Math.log(value / other)];
  });
}

function isKept({ quarantined, value }: Point): boolean {
  return !quarantined && value > 0;
}

/** What a control and its original have in common. */
function pairKey({ series }: SeriesHistory): string {
  const { fingerprint, backend, workload, workloadKey, task, measurement, threads, batchSize, precision } = series;
  return JSON.stringify([
    fingerprint,
    backend,
    workload,
    workloadKey,
    task,
    measurement,
    threads,
    batchSize,
    precision,
  ]);
}

/** Seven nights each, without the few that are left at the beginning. */
function blocksOf(logs: readonly number[]): number[][] {
  const count = Math.floor(logs.length / nightsOfClaim);
  const start = logs.length - count * nightsOfClaim;
  return Array.from({ length: count }, (_, block) =>
    logs.slice(start + block * nightsOfClaim, start + (block + 1) * nightsOfClaim),
  );
}
