import type { RuntimeInfo } from "@evenkeel/core";
import type { Run } from "@evenkeel/run-folder";

/** Whether a graphics driver that computes on the CPU stands in for a graphics card: its times say nothing of one. */
export function isSoftwareAdapter({ adapter }: RuntimeInfo): boolean {
  return adapter === "software";
}

/** What a backend really obtained: its cells' word counts more than the probe's. Null where it never ran. */
export function obtainedRuntime({ backends, cells }: Run, backend: string): RuntimeInfo | null {
  const [first] = cells.flatMap((cell) => (cell.backend === backend && cell.runtime !== null ? [cell.runtime] : []));
  return first ?? backends.find(({ id }) => id === backend)?.runtime ?? null;
}
