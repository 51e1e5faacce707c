/** A day: what is longer is cut, so that sums of times stay times. */
const longestMs = 86_400_000;

/**
 * What a server asks to wait, in ms: `Retry-After` in seconds or as a date, or `retry-after-ms` of some providers. Null
 * where it asks for nothing that can be read; 0 for a date that is over.
 */
export function retryAfterMs(headers: Readonly<Record<string, string>>, nowMs: number = Date.now()): number | null {
  const exact = headers["retry-after-ms"]?.trim() ?? "";
  if (/^\d{1,12}(?:\.\d{1,6})?$/.test(exact)) return bounded(Number(exact));
  const text = headers["retry-after"]?.trim() ?? "";
  if (/^\d{1,12}(?:\.\d{1,6})?$/.test(text)) return bounded(1000 * Number(text));
  // A date of HTTP begins with its day: Date.parse alone would take a year for one.
  if (!/^[A-Za-z]{3,9},? /.test(text)) return null;
  const at = Date.parse(text);
  return Number.isNaN(at) ? null : bounded(Math.max(0, at - nowMs));
}

function bounded(ms: number): number {
  return Math.min(longestMs, ms);
}
