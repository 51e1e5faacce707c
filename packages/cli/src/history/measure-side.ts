import { existsSync } from "node:fs";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { nightOf, type MeasureSide, type Series, type Side } from "@evenkeel/history";
import { readRunData } from "@evenkeel/analysis";
import type { Experiment } from "@evenkeel/tasks";
import { execa } from "execa";

export interface Rerun {
  readonly series: Series;
  /** Of the series alone; see `rerunExperiment`. */
  readonly experiment: Experiment;
  /** The checkout of each side. */
  readonly checkouts: Readonly<Record<Side, string>>;
  /** Where the reruns' own run folders go: what lies there already is not measured again. */
  readonly folder: string;
  readonly signal?: AbortSignal;
  readonly onRun?: (side: Side, round: number) => void;
}

/** Measures a side by a run of its own, from that commit's checkout. */
export async function measureSideOf(rerun: Rerun): Promise<MeasureSide> {
  const { experiment, checkouts, folder, series, signal, onRun } = rerun;
  await mkdir(folder, { recursive: true });
  const file = join(folder, "experiment.mjs");
  await writeFile(file, `export const experiment = ${JSON.stringify(experiment, null, 2)};\n`);
  return async (side, round) => {
    const out = join(folder, `${side}-${round}`);
    const kept = await valueIn(out, series);
    if (kept !== null) return kept;
    await rm(out, { recursive: true, force: true });
    onRun?.(side, round);
    const program = join(checkouts[side], "packages", "cli", "evenkeel.js");
    await execa(process.execPath, [program, "run", file, "--out", out], {
      cwd: checkouts[side],
      reject: false,
      ...(signal !== undefined && { cancelSignal: signal, forceKillAfterDelay: 30_000 }),
    });
    return valueIn(out, series);
  };
}

/** What a run has of the series; null of a run that is not finished, or has no value of it. */
async function valueIn(folder: string, series: Series): Promise<number | null> {
  if (!existsSync(join(folder, "run.json"))) return null;
  const data = await readRunData(folder).catch(() => null);
  if (data === null || data.run.state !== "finished") return null;
  const found = nightOf(data).points.find((point) => isSameWork(point.series, series));
  return found?.point.value ?? null;
}

/** Both sides run here: another commit may name this machine otherwise, or hash its workload otherwise. */
function isSameWork(one: Series, other: Series): boolean {
  const fields = ["backend", "workload", "task", "measurement", "threads", "batchSize", "precision"] as const;
  return !one.control && fields.every((field) => one[field] === other[field]);
}
