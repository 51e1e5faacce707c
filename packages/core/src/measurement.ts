import { z } from "zod";
import { measurementCatalog, type MeasurementName } from "./measurement-catalog.ts";
import { sampleKinds, units, type CatalogEntry, type SampleKind } from "./measurement-kinds.ts";

/** How a number was obtained. */
export const basisSchema = z.enum(["measured", "provider-reported", "declared", "estimated", "not-observable"]);
export type Basis = z.infer<typeof basisSchema>;

/** Whether a seed determines the measurement; see the catalogue. */
export function isOfSeed(name: MeasurementName): boolean {
  const entry: CatalogEntry = measurementCatalog[name];
  return entry.ofSeed === true;
}

/** One number with what a reader needs to judge it. */
const measurementSchema = z.strictObject({
  value: z.number(),
  unit: z.enum(units),
  /** How many samples stand behind the value. */
  n: z.int().positive(),
  basis: basisSchema,
  /** What n counts, where it is not what the catalogue says: runs of schemas 1 and 2 counted calls of a training. */
  counts: z.enum(sampleKinds).exactOptional(),
});
export type Measurement = z.infer<typeof measurementSchema>;
/** By name; the catalogue says the unit of each. */
export type Measurements = Partial<Record<MeasurementName, Measurement>>;

/** What the n of a measurement of that name counts. */
export function countedBy(name: MeasurementName, { counts }: Pick<Measurement, "counts">): SampleKind {
  return counts ?? measurementCatalog[name].counts;
}

/** Measurements in the units of the catalogue. */
export const measurementsSchema: z.ZodType<Measurements> = z.strictObject(
  Object.fromEntries(
    Object.entries(measurementCatalog).map(([name, { unit }]) => [
      name,
      measurementSchema.extend({ unit: z.literal(unit) }).exactOptional(),
    ]),
  ),
);

/** One measurement by its name, in the unit of the catalogue, to be spread into others. */
export function measurement(name: MeasurementName, value: number, n: number, basis: Basis = "measured"): Measurements {
  return { [name]: { value, unit: measurementCatalog[name].unit, n, basis } };
}
