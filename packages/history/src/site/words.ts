import { measurementCatalog, type MeasurementName, type MeasurementUnit } from "@evenkeel/core";
import { moment, percent, withUnit } from "@evenkeel/report/look";
import type { VersionChange } from "../detect/version-changes.ts";
import { comparedBy, kindOf, type Measured, type Series } from "../series.ts";
import type { SiteChange, SiteMachine, SiteSeries } from "./site-data.ts";

/** `2026-11-28 02:17 UTC`. */
export function instant(at: number): string {
  return moment(new Date(at).toISOString());
}

/** `2026-11-28`, in UTC. */
export function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

export function machineWords(machines: readonly SiteMachine[], fingerprint: string): string {
  const found = machines.find((machine) => machine.fingerprint === fingerprint);
  return found?.name ?? (found === undefined ? fingerprint : `${found.about} (${fingerprint.slice(0, 6)})`);
}

/** What a series measures, without its backend and machine: `keras-mnist-cnn · train.stepMs · 1 thread`. */
export function subjectWords(series: Series): string {
  const { workload, measurement, threads, batchSize, precision, control } = series;
  const variant = [
    threads === "default" ? "default threads" : `${threads} ${threads === "1" ? "thread" : "threads"}`,
    ...(batchSize === null ? [] : [`batch ${batchSize}`]),
    ...(precision === null ? [] : [precision]),
    ...(control ? ["A/A control"] : []),
  ];
  return [workload, measurement, variant.join(", ")].join(" · ");
}

/** Null of a measurement that another tool named. */
export function meaningOf({ measurement }: Pick<SiteSeries, "measurement">): string | null {
  return measurementCatalog[measurement as MeasurementName]?.meaning ?? null;
}

/** A value with its unit, as a report writes it; of another tool's series, with whatever unit that gave. */
export function valueWords({ measurement, unit }: Pick<Series, "measurement" | "unit">, value: number): string {
  const known = measurement in measurementCatalog || measurement === "install.sizeBytes" || unit === "bytes";
  return known ? withUnit(value, unit as MeasurementUnit) : `${Number(value.toPrecision(4))} ${unit}`.trimEnd();
}

/** What `valueWords` puts behind a number: `ms`, `MiB`, `%`. */
export function unitWords(series: Pick<Series, "measurement" | "unit">): string {
  // Of a value that needs no exponent: 2 bytes are 1.9 × 10⁻⁶ MiB.
  return valueWords(series, 2e9).replace(/^[\d.,]+ ?/, "");
}

/** `+15.2%`, of what is compared by differences `−0.40 points`. */
export function effectWords(measured: Measured, effect: number): string {
  return `${effect < 0 ? "−" : "+"}${sizeWords(measured, effect)}`;
}

/** How large an effect is, whatever its direction: `15.2%`, `0.40 points`. */
export function sizeWords(measured: Measured, effect: number): string {
  const isDifference = comparedBy(kindOf(measured)) === "difference";
  return isDifference ? `${Math.abs(100 * effect).toFixed(2)} points` : percent(Math.abs(effect), 1);
}

/** `+15.2% since 2026-11-20, worse (q 0.002)`, of a drift `+6.1%, drifting since 2026-09-01, worse (q 0.002)`. */
export function changeWords(series: SiteSeries, { from, kind, effect, worse, q }: SiteChange): string {
  const how = kind === "drift" ? ", drifting since" : " since";
  const sure = q === null ? "" : ` (q ${q < 0.001 ? "< 0.001" : q.toPrecision(2)})`;
  return `${effectWords(series, effect)}${how} ${day(from)}, ${worse ? "worse" : "better"}${sure}`;
}

/** `onnxruntime-node 1.29.0 → 1.30.0`. */
export function upgradeWords({ name, from, to }: VersionChange): string {
  if (from === null) return `${name} ${to ?? ""} is new`;
  return to === null ? `${name} is gone` : `${name} ${from} → ${to}`;
}
