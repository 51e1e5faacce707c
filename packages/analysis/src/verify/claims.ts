import { runFile } from "@evenkeel/run-folder";
import { Findings, type Finding } from "./finding.ts";

/**
 * The claims of a run beside those that its cells and samples give, field by field. Until analysis makes claims it
 * gives none, and one that stands in a run came from nowhere.
 */
export function verifyClaims(claims: readonly unknown[], expected: readonly unknown[] = []): Finding {
  const found = new Findings("claims");
  for (const [index, claim] of claims.entries()) compareClaim(found, `claims[${index}]`, expected[index], claim);
  for (const [index, claim] of expected.entries()) {
    if (index >= claims.length) found.compare({ file: runFile, path: `claims[${index}]` }, claim, undefined);
  }
  return found.finding();
}

function compareClaim(found: Findings, path: string, expected: unknown, got: unknown): void {
  if (JSON.stringify(expected) === JSON.stringify(got)) {
    found.well(1);
    return;
  }
  const [should, is] = [fieldsOf(expected), fieldsOf(got)];
  const names = should === null || is === null ? [] : Object.keys({ ...should, ...is });
  const different = names.filter((name) => JSON.stringify(should?.[name]) !== JSON.stringify(is?.[name]));
  if (different.length === 0) found.compare({ file: runFile, path }, expected, got);
  for (const name of different) found.compare({ file: runFile, path: `${path}.${name}` }, should?.[name], is?.[name]);
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> | null {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>) : null;
}
