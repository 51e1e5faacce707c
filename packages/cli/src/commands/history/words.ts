import { measurementCatalog, type MeasurementUnit } from "@evenkeel/core";
import type { Series } from "@evenkeel/history";
import { withUnit } from "@evenkeel/report";

/** What people call a machine, or the beginning of its fingerprint. */
export function machineOf(fingerprint: string, name: string | null): string {
  return name ?? fingerprint.slice(0, 8);
}

/** A value with its unit, as a report writes it; of another tool's series, with whatever unit that gave. */
export function valueOf(value: number, { measurement, unit }: Pick<Series, "measurement" | "unit">): string {
  const known = measurement in measurementCatalog || measurement === "install.sizeBytes";
  return known ? withUnit(value, unit as MeasurementUnit) : `${Number(value.toPrecision(4))} ${unit}`.trimEnd();
}

/** `2026-11-28`, in UTC. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

/** `2026-11-28 02:17`, in UTC. */
export function momentOf(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace("T", " ");
}
