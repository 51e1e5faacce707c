/** Nights of made-up runs. */
import { join } from "node:path";
import { madeUpRun, writtenRun, type MadeUpOptions } from "@evenkeel/analysis/fixture";
import type { CellResult, MeasurementName } from "@evenkeel/core";
import { writeManifest, type Run } from "@evenkeel/run-folder";
import { nightOfRunFolder, type Night } from "../../src/index.ts";

export const base: MadeUpOptions = { models: ["lenet-5"], backends: ["onnx-cpu", "onnx-wasm"] };
export type Settle = NonNullable<MadeUpOptions["settle"]>;
type Value = (cell: CellResult) => number;

/** The run with other values of a measurement where it has one. */
export function valued(name: MeasurementName, valueIn: Value): Settle {
  return (_cell, result) => {
    const measured = result.state === "completed" ? result.measurements[name] : undefined;
    if (result.state !== "completed" || measured === undefined) return result;
    return { ...result, measurements: { ...result.measurements, [name]: { ...measured, value: valueIn(result) } } };
  };
}

export async function closed(
  data: ReturnType<typeof madeUpRun>,
  change: (run: Run) => Run = (run) => run,
): Promise<string> {
  const folder = await writtenRun({ ...data, run: change(data.run) });
  await writeManifest(folder);
  return folder;
}

export async function nightOf(options: MadeUpOptions, change?: (run: Run) => Run): Promise<Night> {
  const folder = await closed(madeUpRun({ ...base, ...options }), change);
  return nightOfRunFolder(folder, join(folder, ".."));
}

/** Points of a measurement on a backend, controls apart. */
export function pointsOf({ points }: Night, measurement: MeasurementName, backend = "onnx-cpu", control = false) {
  return points
    .filter(({ series }) => series.measurement === measurement && series.backend === backend)
    .filter(({ series }) => series.control === control);
}

const quiet = { loadPerCore: 0, othersShare: 0, stolenShare: 0, throttledShare: 0, waitingShare: 0 };
const at = "2026-11-22T23:10:00.000Z";

/** As its rounds were recorded, those of these numbers disturbed. */
export function disturbed(...numbers: number[]): (run: Run) => Run {
  return (run) => ({
    ...run,
    rounds: Array.from({ length: run.experiment.rounds }, (_, index) => ({
      round: index + 1,
      startedAt: at,
      finishedAt: at,
      machineLoad: quiet,
      longestPauseSeconds: 0,
      disturbed: numbers.includes(index + 1) ? { by: "others" as const, value: 0.3 } : null,
    })),
  });
}
