import { softwareAdapterMark, type Run, type RuntimeInfo } from "@evenkeel/core";

/** Whether a graphics driver that computes on the CPU stands in for a graphics card: its times say nothing of one. */
export function isSoftwareAdapter({ deviceName }: RuntimeInfo): boolean {
  return deviceName?.endsWith(softwareAdapterMark) === true;
}

/** What a backend really obtained: its cells' word counts more than the probe's. Null where it never ran. */
export function obtainedRuntime({ backends, cells }: Run, backend: string): RuntimeInfo | null {
  const [first] = cells.flatMap((cell) => (cell.backend === backend && cell.runtime !== null ? [cell.runtime] : []));
  return first ?? backends.find(({ id }) => id === backend)?.runtime ?? null;
}
