import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import {
  comparedBy,
  confirmationOf,
  floors,
  kindOf,
  nightOfRunFolder,
  runFoldersIn,
  type Confirmation,
  type Pair,
  type Series,
} from "@evenkeel/history";
import { readRun, writeBytes } from "@evenkeel/run-folder";
import { takeTurns, type Turn } from "../commits/take-turns.ts";
import { isDeterminedBySeed } from "./rerun-experiment.ts";
import type { Side, Sides } from "./sides.ts";
import { whyMissing } from "./why-missing.ts";

/** What is run again of a series, and where its run folders lie until it is decided. */
export interface Rerun {
  readonly series: Series;
  /** As the history proposed it; see `Proposal` of the history. */
  readonly proposed: number;
  readonly sides: Sides;
  readonly folder: string;
  /** Where the good commit's run folders lie instead: of what a seed determines they are the same at any time. */
  readonly goodFolder?: string;
}

/** What rounds of two commits show of a series. */
export interface SideBySide {
  readonly confirmation: Confirmation;
  /** Why a commit brought no value; null where both did in some round. */
  readonly missing: string | null;
}

interface Means {
  readonly rounds: number;
  readonly signal: AbortSignal;
  readonly tell: (line: string) => void;
}

/** What a seed determines is not run more often than this, where it is the same every time. */
const roundsOfSeeded = 2;

/**
 * Runs two commits in turn on this machine and says what their rounds show of a series. Rounds that an interrupted
 * rerun left are used again. Throws `EvenkeelError` for a commit that cannot be run.
 */
export async function sideBySide(
  rerun: Rerun,
  { good, suspect }: { readonly good: string; readonly suspect: string },
  { rounds, signal, tell }: Means,
): Promise<SideBySide> {
  const { series, sides, folder, goodFolder = join(folder, "good") } = rerun;
  const turns = [
    await turnOf(await sides.at(good), goodFolder),
    await turnOf(await sides.at(suspect), join(folder, "suspect")),
  ] as const;
  const onTurn = (round: number, commit: string) => tell(`  round ${round} of ${rounds}: ${commit.slice(0, 12)}`);
  if (isDeterminedBySeed(series)) {
    await takeTurns(turns, { rounds: Math.min(rounds, roundsOfSeeded), signal, onTurn });
    const found = await shownBy(turns, rerun);
    if (found.confirmation.state !== "undecided" || found.missing !== null) return found;
  }
  await takeTurns(turns, { rounds, signal, onTurn });
  return shownBy(turns, rerun);
}

/** The experiment is written beside the commit's run folders. */
async function turnOf({ experiment, ...side }: Side, out: string): Promise<Turn> {
  await mkdir(out, { recursive: true });
  const file = `${out}.mjs`;
  await writeBytes(file, `export const experiment = ${JSON.stringify(experiment, null, 2)};\n`, "project");
  return { ...side, runArguments: [file], out };
}

async function shownBy(
  [good, suspect]: readonly [Turn, Turn],
  { series, proposed: effect }: Rerun,
): Promise<SideBySide> {
  const [first, second] = [await valuesOf(good, series), await valuesOf(suspect, series)];
  const kind = kindOf(series);
  const { ratio, absolute } = floors[kind];
  const scale = comparedBy(kind);
  const floor = scale === "difference" ? absolute : ratio;
  const confirmation = confirmationOf(pairsOf(first.values, second.values), { scale, floor, effect });
  const missing = [first.missing, second.missing].filter((why) => why !== null);
  return { confirmation, missing: confirmation.effect === null && missing.length > 0 ? missing.join("; ") : null };
}

/** By round; null where a run has no value of the series, with why the last of these has none. */
async function valuesOf({ commit, out }: Turn, series: Series) {
  const values: (number | null)[] = [];
  let missing: string | null = null;
  for (const folder of await runFoldersIn(out)) {
    const { points } = await nightOfRunFolder(folder, out);
    const value = points.find((point) => isSameWork(point.series, series))?.point.value ?? null;
    if (value === null) missing = `no value at ${commit.slice(0, 12)}: ${whyMissing(await readRun(folder), series)}`;
    values.push(value);
  }
  return { values, missing };
}

function pairsOf(good: readonly (number | null)[], suspect: readonly (number | null)[]): Pair[] {
  return good.flatMap((value, round) => {
    const other = suspect[round];
    return value === null || other === null || other === undefined ? [] : [{ good: value, suspect: other }];
  });
}

/** Both ran here: another commit may name this machine otherwise, or hash its workload otherwise. */
function isSameWork(one: Series, other: Series): boolean {
  const fields = ["backend", "workload", "task", "measurement", "threads", "batchSize", "precision"] as const;
  return !one.control && fields.every((field) => one[field] === other[field]);
}
