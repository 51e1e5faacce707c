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
import { writeBytes } from "@evenkeel/run-folder";
import type { Experiment } from "@evenkeel/tasks";
import { takeTurns } from "../commits/take-turns.ts";
import type { Worktrees } from "../commits/worktree.ts";

/** What is run again of a series, and where its run folders lie until it is decided. */
export interface Rerun {
  readonly series: Series;
  /** As the history proposed it; see `Proposal` of the history. */
  readonly proposed: number;
  /** Of the series alone; see `rerunExperiment`. */
  readonly experiment: Experiment;
  readonly folder: string;
}

interface Means {
  readonly rounds: number;
  readonly worktrees: Worktrees;
  readonly signal: AbortSignal;
  readonly tell: (line: string) => void;
}

/**
 * Runs two commits in turn on this machine and says what their rounds show of a series. Rounds that an interrupted
 * rerun left are used again. Throws `CommitError` for a commit that cannot be run.
 */
export async function sideBySide(
  { series, proposed, experiment, folder }: Rerun,
  { good, suspect }: { readonly good: string; readonly suspect: string },
  { rounds, worktrees, signal, tell }: Means,
): Promise<Confirmation> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, "experiment.mjs");
  await writeBytes(file, `export const experiment = ${JSON.stringify(experiment, null, 2)};\n`, "project");
  const [first, second] = [join(folder, "good"), join(folder, "suspect")];
  const turns = [
    { worktree: await worktrees.at(good), out: first },
    { worktree: await worktrees.at(suspect), out: second },
  ] as const;
  const onTurn = (round: number, commit: string) => tell(`  round ${round} of ${rounds}: ${commit.slice(0, 12)}`);
  await takeTurns(turns, { rounds, runArguments: [file], signal, onTurn });
  const pairs = pairsOf(await valuesIn(first, series), await valuesIn(second, series));
  const kind = kindOf(series);
  const { ratio, absolute } = floors[kind];
  const scale = comparedBy(kind);
  return confirmationOf(pairs, { scale, floor: scale === "difference" ? absolute : ratio, effect: proposed });
}

/** By round; null where a run has no value of the series. */
async function valuesIn(folder: string, series: Series): Promise<(number | null)[]> {
  const values: (number | null)[] = [];
  for (const run of await runFoldersIn(folder)) {
    const { points } = await nightOfRunFolder(run, folder);
    values.push(points.find((point) => isSameWork(point.series, series))?.point.value ?? null);
  }
  return values;
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
