import { quotedText, UsageError } from "@evenkeel/core";
import { closest, distance } from "fastest-levenshtein";

/** What is named, and by which flag or argument. */
interface Naming {
  readonly what: string;
  readonly where: string;
  /** What else is allowed beside the known names, in words. */
  readonly otherwise?: string;
}

/** The name, if it is known. Throws `UsageError` with the known names, and the nearest where one is near. */
export function knownName<Name extends string>(typed: string, known: readonly Name[], naming: Naming): Name {
  const found = known.find((name) => name === typed);
  if (found !== undefined) return found;
  const { what, where, otherwise } = naming;
  const near = nearest(typed, known);
  throw new UsageError(`unknown ${what}`, {
    where,
    expected: [known.join(", "), ...(otherwise === undefined ? [] : [otherwise])].join(", or "),
    got: quotedText(typed),
    ...(near !== null && { remedy: `did you mean ${near}?` }),
  });
}

/** The known name that was probably meant: a few letters away, or the only one that begins as typed. */
export function nearest(typed: string, known: readonly string[]): string | null {
  const lower = typed.toLowerCase();
  if (lower === "" || lower.length > 100 || known.length === 0) return null;
  const begins = known.filter((name) => name.startsWith(lower));
  if (begins.length === 1) return begins[0] ?? null;
  const candidate = closest(lower, known);
  return distance(lower, candidate) <= Math.max(2, Math.ceil(0.4 * lower.length)) ? candidate : null;
}
