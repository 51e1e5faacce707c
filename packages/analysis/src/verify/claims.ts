import { runFile, type Run } from "@evenkeel/run-folder";
import { Findings, textOf, type Finding } from "./finding.ts";

/**
 * The claims that a run recorded beside those that its cells and samples give, field by field. One that recorded none
 * has nothing to compare where it is still open, or from before there were claims: those keep no records of rounds.
 */
export function verifyClaims(
  { claims, state, rounds }: Pick<Run, "state" | "rounds"> & { readonly claims: readonly unknown[] },
  expected: readonly unknown[],
): Finding {
  const found = new Findings("claims");
  if (claims.length === 0 && (state === "running" || rounds === undefined)) return found.finding();
  for (const [index, claim] of claims.entries()) compareClaim(found, `claims[${index}]`, expected[index], claim);
  for (const [index, claim] of expected.entries()) {
    if (index >= claims.length) found.compare({ file: runFile, path: `claims[${index}]` }, claim, undefined);
  }
  return found.finding();
}

function compareClaim(found: Findings, path: string, expected: unknown, got: unknown): void {
  if (textOf(expected) === textOf(got)) {
    found.well(1);
    return;
  }
  const [should, is] = [fieldsOf(expected), fieldsOf(got)];
  const names = should === null || is === null ? [] : Object.keys({ ...should, ...is });
  const different = names.filter((name) => textOf(should?.[name]) !== textOf(is?.[name]));
  if (different.length === 0) found.compare({ file: runFile, path }, expected, got);
  for (const name of different) found.compare({ file: runFile, path: `${path}.${name}` }, should?.[name], is?.[name]);
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
}
