import { benjaminiHochberg } from "@evenkeel/stats";
import type { Point } from "../point.ts";
import type { SeriesHistory } from "../queries/points.ts";
import { isWorse, kindOf, type Series } from "../series.ts";
import { judgeSeries } from "./judge-series.ts";
import type { Judged, Judgement, Unjudged } from "./judgement.ts";
import { presenceOf, type Presence } from "./presence.ts";
import { replicatesFor, rules } from "./rules.ts";

/** A series with all its nights, quarantined ones among them. */
export interface HistoryToJudge extends SeriesHistory {
  /** What came before is not looked at, in ms UTC: where a change began that is known by now. */
  readonly since?: number;
}

export interface CheckOptions {
  /** Least ratio of a change, minus 1, of what is compared by ratios; left out, that of `floors`. */
  readonly floor?: number;
}

/** What a check says of one series. */
export interface Outcome {
  readonly series: Series;
  readonly presence: Presence;
  readonly judgement: Judgement;
  /** Of Benjamini & Hochberg over all series that were tested; null of what was not. */
  readonly q: number | null;
}

/** A change that a check proposes: whether it is there, a rerun on the same machine decides. */
export interface Proposal {
  readonly series: Series;
  readonly judgement: Judged;
  /** 0 of an exact change. */
  readonly q: number;
  readonly direction: "better" | "worse";
  /** The first night after the change (the last of a drift), and the last before it (the first of a drift). */
  readonly change: Point;
  readonly lastGood: Point;
}

export interface Check {
  /** Present series with and without a judgement, and series that their machine's latest runs did not measure. */
  readonly judged: number;
  readonly unjudged: number;
  readonly missing: number;
  /** One of every series but controls. */
  readonly outcomes: readonly Outcome[];
  readonly proposals: readonly Proposal[];
}

/**
 * Judges all series together. Controls are left out: they are what false alarms are counted on (`falseAlarms`). Missing
 * and ended series are not judged, as nothing new is known of them.
 */
export function judgeAll(histories: readonly HistoryToJudge[], options: CheckOptions = {}): Check {
  const newest = newestOfMachines(histories);
  const looked = histories
    .filter(({ series }) => !series.control)
    .map((history) => {
      const presence = presenceOf(history.points, newest.get(history.series.fingerprint) ?? 0);
      return { ...history, presence, kept: keptOf(history) };
    });
  const expected = looked.filter(({ presence, kept }) => presence === "present" && kept.length >= rules.fewestNights);
  const replicates = replicatesFor(expected.length);
  const judgements = looked.map(({ series, presence, kept }): Judgement =>
    presence === "present" ? judgeOne(series, kept, { ...options, replicates }) : absent,
  );
  const qs = qsOf(judgements);
  const outcomes = looked.map(({ series, presence }, index): Outcome => ({
    series,
    presence,
    judgement: judgements[index] as Judgement,
    q: qs[index] ?? null,
  }));
  return {
    judged: outcomes.filter(({ judgement }) => judgement.state === "judged").length,
    unjudged: outcomes.filter(({ presence, judgement }) => presence === "present" && judgement.state === "unjudged")
      .length,
    missing: outcomes.filter(({ presence }) => presence === "missing").length,
    outcomes,
    proposals: looked.flatMap(({ kept }, index) => proposalOf(outcomes[index] as Outcome, kept)),
  };
}

const absent: Unjudged = { state: "unjudged", reason: "absent" };

/** When each machine's latest run began; a quarantined one ran, too. */
function newestOfMachines(histories: readonly HistoryToJudge[]): ReadonlyMap<string, number> {
  const newest = new Map<string, number>();
  for (const { series, points } of histories) {
    const at = points.at(-1)?.at ?? Number.NEGATIVE_INFINITY;
    newest.set(series.fingerprint, Math.max(at, newest.get(series.fingerprint) ?? at));
  }
  return newest;
}

function keptOf({ points, since = Number.NEGATIVE_INFINITY }: HistoryToJudge): readonly Point[] {
  return points.filter(({ at, quarantined }) => !quarantined && at >= since);
}

/** The seed is the series' own, so that its p does not hang on what else is judged. */
function judgeOne(series: Series, kept: readonly Point[], options: CheckOptions & { replicates: number }): Judgement {
  if (series.better === null) return { state: "unjudged", reason: "no-direction" };
  const values = Float64Array.from(kept, ({ value }) => value);
  return judgeSeries(
    { kind: kindOf(series), values },
    { ...options, seed: Number.parseInt(series.id.slice(0, 8), 16) },
  );
}

/** By place in the list; exact changes are known, and no part of the family of tests. */
function qsOf(judgements: readonly Judgement[]): readonly (number | undefined)[] {
  const tested = judgements.flatMap((one, index) =>
    one.state === "judged" && !one.exact ? [{ index, p: one.p }] : [],
  );
  const qs: (number | undefined)[] = judgements.map(() => undefined);
  benjaminiHochberg(tested.map(({ p }) => p)).forEach((q, place) => {
    qs[(tested[place] as { index: number }).index] = q;
  });
  return qs;
}

function proposalOf({ series, judgement, q }: Outcome, kept: readonly Point[]): Proposal[] {
  if (judgement.state !== "judged" || !judgement.gatesPassed) return [];
  const ofTest = judgement.exact ? 0 : (q ?? 1);
  const [change, lastGood] = [kept[judgement.changeAt], kept[judgement.lastGoodAt]];
  if (ofTest > rules.q || change === undefined || lastGood === undefined) return [];
  const direction = isWorse(series, judgement.effect) ? "worse" : "better";
  return [{ series, judgement, q: ofTest, direction, change, lastGood }];
}
