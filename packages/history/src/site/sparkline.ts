import type { Point } from "../point.ts";

const width = 120;
const height = 24;
const margin = 3;
/** More nights are not told apart in so few pixels. */
export const sparklineNights = 60;

/**
 * The last nights of a series as a small SVG line, its last point marked. Quarantined nights are left out. The axis
 * spans at least a tenth of the median, so that noise looks like noise.
 */
export function sparkline(points: readonly Point[], changeAt: number | null = null): string {
  const shown = points.filter(({ quarantined }) => !quarantined).slice(-sparklineNights);
  if (shown.length === 0) return "";
  const values = shown.map(({ value }) => value);
  const middle = (Math.min(...values) + Math.max(...values)) / 2;
  const half = Math.max((Math.max(...values) - Math.min(...values)) / 2, Math.abs(middle) * 0.05) || 1;
  const xOf = (index: number) => margin + ((width - 2 * margin) * index) / Math.max(1, shown.length - 1);
  const yOf = (value: number) => height / 2 - ((value - middle) / half) * (height / 2 - margin);
  const line = values.map((value, index) => `${xOf(index).toFixed(1)},${yOf(value).toFixed(1)}`).join(" ");
  const change = changeAt === null ? -1 : shown.findIndex(({ at }) => at >= changeAt);
  const rule =
    change < 1
      ? ""
      : `<line class="rule-at" x1="${xOf(change).toFixed(1)}" x2="${xOf(change).toFixed(1)}" y1="0" y2="${height}"/>`;
  const last = values.length - 1;
  return (
    `<svg class="spark" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" aria-hidden="true">${rule}` +
    `<polyline points="${line}"/><circle cx="${xOf(last).toFixed(1)}" cy="${yOf(values[last] as number).toFixed(1)}" r="2.2"/></svg>`
  );
}
