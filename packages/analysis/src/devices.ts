import { isControl, type CompletedCell, type Measurement, type MeasurementName } from "@evenkeel/core";
import type { Run } from "@evenkeel/run-folder";
import { summarize } from "./summary.ts";

/** What was seen of the GPU that a backend's cells ran on; null where it could not be told. */
export interface DeviceEvidence {
  readonly backend: string;
  readonly deviceName: string | null;
  readonly versions: Readonly<Record<string, string>>;
  /** Of the median cell, and of the busiest reading, 0 to 1. */
  readonly utilisation: number | null;
  readonly peakUtilisation: number | null;
  readonly memory: { readonly bytes: number; readonly basis: Measurement["basis"] } | null;
  /** By the library's own count. */
  readonly libraryBytes: number | null;
  /** Readings behind it. */
  readonly n: number;
}

/** Backends of which nothing was seen ran on no GPU, and are left out. */
export function deviceEvidenceOf({ backends, cells }: Run): DeviceEvidence[] {
  return backends.flatMap(({ id: backend }) => {
    const own = cells.filter(
      (cell): cell is CompletedCell => cell.backend === backend && cell.state === "completed" && !isControl(cell),
    );
    return evidenceOf(backend, own) ?? [];
  });
}

/** A GPU in MIG mode has no utilisation of its own. */
function evidenceOf(backend: string, cells: readonly CompletedCell[]): DeviceEvidence | null {
  const summary = (name: MeasurementName) => summarize(cells, name);
  const [mean, peak] = [summary("device.meanUtilisation"), summary("device.peakUtilisation")];
  const [memory, library] = [summary("device.peakMemoryBytes"), summary("memory.deviceBytes")];
  const seen = cells.find(({ runtime }) => runtime.deviceVersions !== undefined);
  if (seen === undefined || (mean === null && memory === null)) return null;
  return {
    backend,
    deviceName: seen.runtime.deviceName,
    versions: seen.runtime.deviceVersions ?? {},
    utilisation: mean?.value ?? null,
    peakUtilisation: peak?.max ?? null,
    memory: memory === null ? null : { bytes: memory.max, basis: memory.basis },
    libraryBytes: library?.max ?? null,
    n: (memory ?? mean)?.n ?? 0,
  };
}
