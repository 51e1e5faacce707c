/** What the tables hold, and what the rest of the package works with: one becomes the other here alone. */
import type { MachineRow, RunRow } from "../night.ts";
import type { Point } from "../point.ts";
import type { Series } from "../series.ts";
import type { MachineTable, PointTable, RunTable, SeriesTable } from "./tables.ts";

export function machineRow({ memoryGib, ...machine }: MachineRow): MachineTable {
  const { fingerprint, name, cpu, gpu, cores, isa, platform, driver } = machine;
  return { fingerprint, name, cpu, gpu, cores, memory_gib: memoryGib, isa, platform, driver };
}

export function machineOfRow({ memory_gib: memoryGib, ...machine }: MachineTable): MachineRow {
  return { ...machine, memoryGib };
}

export function runRow({ resultsSha256, dirty, ...run }: RunRow): RunTable {
  const { id, at, fingerprint, experiment, commit, folder, source, quarantined } = run;
  const flag = dirty === null ? null : Number(dirty);
  return {
    id,
    at,
    fingerprint,
    experiment,
    commit,
    dirty: flag,
    folder,
    results_sha256: resultsSha256,
    source,
    quarantined,
  };
}

export function runOfRow({ results_sha256: resultsSha256, dirty, source, ...run }: RunTable): RunRow {
  return { ...run, dirty: dirty === null ? null : dirty === 1, resultsSha256, source: source as RunRow["source"] };
}

export function seriesRow({ workloadKey, batchSize, control, ...series }: Series): SeriesTable {
  const { id, fingerprint, backend, workload, task, measurement, threads, precision, unit, better } = series;
  return {
    id,
    fingerprint,
    backend,
    workload,
    workload_key: workloadKey,
    task,
    measurement,
    threads,
    batch_size: batchSize,
    precision,
    control: Number(control),
    unit,
    better,
  };
}

export function seriesOfRow({
  workload_key: workloadKey,
  batch_size: batchSize,
  control,
  ...series
}: SeriesTable): Series {
  const { id, fingerprint, backend, workload, threads, precision, unit } = series;
  return {
    id,
    fingerprint,
    backend,
    workload,
    workloadKey,
    task: series.task as Series["task"],
    measurement: series.measurement as Series["measurement"],
    threads,
    batchSize,
    precision,
    control: control === 1,
    unit,
    better: series.better as Series["better"],
  };
}

export function pointRow(seriesId: string, { at, runId, value, n, low, high, quarantined }: Point): PointTable {
  return { series_id: seriesId, at, run_id: runId, value, n, low, high, quarantined: Number(quarantined) };
}

export function pointOfRow({
  at,
  run_id: runId,
  value,
  n,
  low,
  high,
  quarantined,
}: Omit<PointTable, "series_id">): Point {
  return { at, runId, value, n, low, high, quarantined: quarantined === 1 };
}
