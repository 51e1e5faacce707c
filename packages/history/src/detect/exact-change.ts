import { median } from "@evenkeel/stats";
import type { SeriesKind } from "../series.ts";
import { rules } from "./rules.ts";

/** Values that changed, known without a test; null at a level that never changed. */
export type ExactChange = { readonly at: number; readonly before: number; readonly after: number } | null;

/**
 * The change of values that do not scatter: sizes of files, whose last change counts, and any series whose nights were
 * all equal until, from one night on, all differed in the same direction. Undefined where the values scatter.
 */
export function exactChange(kind: SeriesKind, values: Float64Array): ExactChange | undefined {
  return kind === "size" ? lastChange(values) : changeOfEquals(values);
}

function lastChange(values: Float64Array): ExactChange {
  for (let at = values.length - 1; at > 0; at -= 1) {
    const [before, after] = [values[at - 1] as number, values[at] as number];
    if (before !== after) return { at, before, after };
  }
  return null;
}

function changeOfEquals(values: Float64Array): ExactChange | undefined {
  const before = values[0] as number;
  const at = values.findIndex((value) => value !== before);
  if (at === -1) return null;
  const later = values.subarray(at);
  if (at < rules.exact.fewestBefore || later.length < rules.exact.fewestAfter) return undefined;
  const sign = Math.sign((later[0] as number) - before);
  return later.every((value) => Math.sign(value - before) === sign) ? { at, before, after: median(later) } : undefined;
}
