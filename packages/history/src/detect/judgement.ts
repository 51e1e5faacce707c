import type { SeriesKind } from "../series.ts";

/** A series as it is judged. */
export interface SeriesValues {
  readonly kind: SeriesKind;
  /** One a night, in time order, none of a quarantined run, in the measurement's unit. */
  readonly values: Float64Array;
}

/** What a proposal must have beside a small q; `gates.ts` says what each asks for. */
export type Gate = "effect" | "level" | "shape" | "separation" | "persistence";

export interface Unjudged {
  readonly state: "unjudged";
  /**
   * `outside-scale`: a value has no ratio to others, as it is not positive. `no-direction`: neither way is better.
   * `absent`: not measured of late.
   */
  readonly reason: "too-few-nights" | "outside-scale" | "no-direction" | "absent";
}

/** What the latest nights of a series say. Indices count from its first value. */
export interface Judged {
  readonly state: "judged";
  /**
   * What describes the nights best: a step, a slow drift over all that were looked at, or a change of values that
   * otherwise never differ. Whether it is there, p says.
   */
  readonly kind: "step" | "drift" | "changed";
  /** 0 or 1 where `exact`. */
  readonly p: number;
  /** Known without a test, as the nights do not scatter. */
  readonly exact: boolean;
  /** The first night after the change; of a drift the last one. The number of nights where nothing changed. */
  readonly changeAt: number;
  /** The last night of the level before; of a drift the first night that was looked at. */
  readonly lastGoodAt: number;
  /** Level after ÷ level before, minus 1; of accuracies the difference. */
  readonly effect: number;
  /** Levels, in the measurement's unit. */
  readonly before: number;
  readonly after: number;
  /** Standard deviation of the nights about their level, as a ratio minus 1; of accuracies a difference. */
  readonly scatter: number;
  /** Autoregression of order 1 from one night to the next. */
  readonly phi: number;
  /** Nights that were looked at. */
  readonly nights: number;
  /** The least effect that would be found 10 nights after it in four cases of five, from the present level on. */
  readonly minimumDetectable: number;
  /** Gates that it did not pass. */
  readonly failed: readonly Gate[];
  readonly gatesPassed: boolean;
}

export type Judgement = Unjudged | Judged;

export interface JudgeOptions {
  readonly seed: number;
  /** Least ratio of a change, minus 1, of what is compared by ratios; left out, that of `floors`. */
  readonly floor?: number;
  /** Series that are drawn at most for p; left out, as many as a single series needs. */
  readonly replicates?: number;
}
