import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { RunFolderError } from "@evenkeel/core";
import { readRun, runFile, runVersion, type Run } from "@evenkeel/run-folder";
import { claimsOf } from "../claims/claims-of.ts";
import { readRunData } from "../read-run-data.ts";
import { samplesOfCells, type CellSamples } from "./cell-samples.ts";
import { verifyClaims } from "./claims.ts";
import { verifyLimits, verifySamples } from "./cross-checks.ts";
import { Findings, type Finding } from "./finding.ts";
import { verifyManifest } from "./manifest.ts";
import { verifyMeasurements } from "./measurements.ts";
import { verifyPlan } from "./plan.ts";

/** What was found of a run folder; `run` is null where it cannot be read. */
export interface VerifiedRun {
  readonly run: Run | null;
  readonly version: number | null;
  readonly findings: readonly Finding[];
}

/**
 * Computes every number of a `run.json` again from the raw samples beside it, and compares. Whatever the folder holds
 * becomes a finding: it never rejects for that.
 */
export async function verifyRun(folder: string): Promise<VerifiedRun> {
  const recorded = await readRecorded(folder);
  const manifest = await verifyManifest(folder, typeof recorded === "string" ? null : recorded.run.state);
  const ofFile = new Findings("run");
  if (typeof recorded === "string") {
    ofFile.differs({ file: runFile, path: "", expected: "a run", got: recorded });
    return { run: null, version: null, findings: [manifest, ofFile.finding()] };
  }
  const { run, version, raw } = recorded;
  const cells: CellSamples[] = [];
  for await (const cell of samplesOfCells(folder, run)) cells.push(cell);
  compareHead(ofFile, run);
  const findings = [
    manifest,
    ofFile.finding(),
    verifyPlan(run, raw, version),
    verifyMeasurements(cells, version),
    verifySamples(run, cells),
    verifyLimits(run, cells),
    verifyClaims(run, claimsOf(await readRunData(folder))),
  ];
  return { run, version, findings };
}

/** The run with the schema it was written in and its file as it stands, or why it cannot be read. */
async function readRecorded(folder: string): Promise<{ run: Run; version: number; raw: unknown } | string> {
  try {
    const [run, version] = [await readRun(folder), await runVersion(folder)];
    return { run, version, raw: JSON.parse(await readFile(join(folder, runFile), "utf8")) as unknown };
  } catch (error) {
    if (error instanceof RunFolderError) return error.message;
    throw error;
  }
}

/** What the head of a run says twice. */
function compareHead(
  found: Findings,
  { runId, startedAt, finishedAt, experiment, fingerprint, environment }: Run,
): void {
  const id = `${startedAt.slice(0, 19).replaceAll(":", "-")}-${experiment.name}`;
  const place = (path: string) => ({ file: runFile, path });
  found.compare(place("runId"), id, runId.startsWith(id) ? id : runId);
  found.compare(place("fingerprint"), environment.fingerprint, fingerprint);
  if (finishedAt !== null && finishedAt < startedAt) {
    found.differs({ ...place("finishedAt"), expected: `not before ${startedAt}`, got: finishedAt });
  }
}
