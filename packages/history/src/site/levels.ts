import { median, theilSenSlope } from "@evenkeel/stats";
import { rules } from "../detect/rules.ts";
import type { SiteChange } from "./site-data.ts";

/** A straight piece of the line that a series is held to lie on. */
export interface Level {
  readonly from: Date;
  readonly to: Date;
  readonly fromValue: number;
  readonly toValue: number;
}

interface Night {
  readonly at: number;
  readonly date: Date;
  readonly value: number;
}

/**
 * The level of the nights that detection looks at: their median, before and after a step each its own; of a drift a
 * line through them. Nights are those that count, in time order.
 */
export function levelsOf(change: SiteChange | null, nights: readonly Night[]): Level[] {
  const looked = nights.slice(-rules.window);
  if (change === null) return flat(looked);
  if (change.kind === "drift") return sloped(looked.filter(({ at }) => at >= change.from));
  return [looked.filter(({ at }) => at < change.at), looked.filter(({ at }) => at >= change.at)].flatMap(flat);
}

function flat(nights: readonly Night[]): Level[] {
  const [first, last] = [nights[0], nights.at(-1)];
  if (first === undefined || last === undefined) return [];
  const value = median(nights.map(({ value: own }) => own));
  return [{ from: first.date, to: last.date, fromValue: value, toValue: value }];
}

/** By Theil & Sen, as a drift is measured. */
function sloped(nights: readonly Night[]): Level[] {
  const [first, last] = [nights[0], nights.at(-1)];
  if (first === undefined || last === undefined || nights.length < 2) return [];
  const values = Float64Array.from(nights, ({ value }) => value);
  const slope = theilSenSlope(values);
  const start = median(values.map((value, index) => value - slope * index));
  return [{ from: first.date, to: last.date, fromValue: start, toValue: start + slope * (values.length - 1) }];
}
