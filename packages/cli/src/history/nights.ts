import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { findRun, type Finding, type RunRow, type Store } from "@evenkeel/history";
import { readRun, runFile, type Run } from "@evenkeel/run-folder";
import { codeOfRow, codeOfRun, type NightCode } from "./suspects.ts";

/** The two nights that a finding lies between, and the code that they ran. */
export interface Nights {
  readonly goodRow: RunRow;
  readonly badRow: RunRow;
  readonly good: NightCode;
  readonly bad: NightCode;
  /** Of the suspected night. */
  readonly run: Run;
}

/** Why they cannot be run again, where the index or the suspected run's folder does not tell. */
export async function nightsOf(store: Store, finding: Finding, base: string): Promise<Nights | string> {
  const [badRow, goodRow] = [await findRun(store, finding.changeRun), await findRun(store, finding.lastGoodRun ?? "")];
  if (badRow === null || goodRow === null) return "its runs are not in the history any more";
  const run = await runOf(badRow, base);
  if (run === null) return "the suspected run's folder is not here";
  const bad = codeOfRun(run);
  const goodRun = await runOf(goodRow, base);
  const good = goodRun === null ? codeOfRow(goodRow, bad) : codeOfRun(goodRun);
  return { goodRow, badRow, good, bad, run };
}

async function runOf({ folder }: RunRow, base: string): Promise<Run | null> {
  const path = folder === null ? null : resolve(base, folder);
  return path !== null && existsSync(join(path, runFile)) ? readRun(path) : null;
}
