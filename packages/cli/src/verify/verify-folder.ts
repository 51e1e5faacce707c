import { Findings, verifyRun, type CheckName, type Finding, type Run } from "@evenkeel/analysis";
import { EvenkeelError } from "@evenkeel/core";
import { runFile } from "@evenkeel/run-folder";
import { verifyEnvironment } from "./environment.ts";
import { verifyPage } from "./page.ts";
import { verifyStartingPoints } from "./starting-points.ts";

/** What was found of a run folder, whole. */
export interface Verification {
  readonly folder: string;
  /** Null where `run.json` cannot be read. */
  readonly run: Run | null;
  readonly version: number | null;
  readonly findings: readonly Finding[];
}

/** Computes everything that a run folder says again from what it is made of, and compares. Writes nothing. */
export async function verifyFolder(folder: string): Promise<Verification> {
  const { run, version, findings } = await verifyRun(folder);
  if (run === null) return { folder, run, version, findings };
  const others = [
    await orDamage("starting points", () => verifyStartingPoints(folder, run)),
    await orDamage("environment", async () => verifyEnvironment(run)),
    await orDamage("page", () => verifyPage(folder, run)),
  ];
  return { folder, run, version, findings: [...findings, ...others] };
}

/** What a damaged run makes impossible to look at is a difference as well. */
async function orDamage(check: CheckName, verify: () => Promise<Finding>): Promise<Finding> {
  try {
    return await verify();
  } catch (error) {
    if (!(error instanceof EvenkeelError)) throw error;
    const found = new Findings(check);
    found.differs({ file: runFile, path: "", expected: "a run that can be looked at", got: error.message });
    return found.finding();
  }
}

/** Whether everything that could be compared was as it should be. */
export function isSound({ findings }: Verification): boolean {
  return findings.every(({ differences }) => differences.length === 0);
}
