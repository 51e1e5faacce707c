import { rules } from "../detect/rules.ts";
import type { SiteSeries } from "./site-data.ts";
import { changeWords, day } from "./words.ts";

const reasons: Readonly<Record<NonNullable<SiteSeries["reason"]>, string>> = {
  "too-few-nights": `fewer than ${rules.fewestNights} nights that count`,
  "outside-scale": "a value is not above zero",
  "no-direction": "neither direction is better",
  absent: "not measured of late",
  "not-checked": "not checked yet",
};

/** What is known of a series: `confirmed: +15.2% since 2026-11-20`, `quiet`, `not judged: not checked yet`. */
export function foundWords(series: SiteSeries): string {
  const { state, change, reason } = series;
  const absent = absentWords(series);
  const told = change === null || state === "quiet" || state === "unjudged" ? null : changeWords(series, change);
  if (told !== null) return [`${state}: ${told}`, ...(absent === null ? [] : [absent])].join("; ");
  if (absent !== null) return absent;
  // A store may hold a reason of a later version.
  return state === "quiet" ? "quiet" : `not judged: ${(reason && reasons[reason]) ?? reason ?? "no reason kept"}`;
}

/** Null of a series that was measured when it was due. */
function absentWords({ presence, lastAt }: SiteSeries): string | null {
  if (presence === "present") return null;
  return presence === "missing" ? `no value since ${day(lastAt)}` : `ended: last measured ${day(lastAt)}`;
}
