import type { Limit } from "@evenkeel/analysis";

/** What a budget cut short, as a phrase: `trained 3 of 375 steps (budget 12 s)`. */
export function limitText(limit: Limit): string {
  return limit;
}

/** All of them: `trained 3 of 375 steps; evaluated 200 of 2000 images`. */
export function limitList(limits: readonly Limit[]): string {
  return limits.map(limitText).join("; ");
}

/** The first of several, and how many more there are: rounds are rarely cut at the same step. */
export function limitWords([first, ...others]: readonly Limit[]): string {
  const more = others.length === 0 ? "" : `, and ${others.length} more`;
  return `limited: ${first === undefined ? "" : limitText(first)}${more}`;
}
