import type { MeasurementName } from "@evenkeel/core";
import { z } from "zod";

/** What schemas 1 and 2 counted by the calls of a training, each of several steps, and this one counts by steps. */
const countedByCalls: readonly MeasurementName[] = [
  "train.imagesPerSecond",
  "train.stepMs",
  "stepTime.imagesPerSecond",
  "stepTime.bestBatchSize",
];
const measurementsSchema = z.record(z.string(), z.unknown());

/** Measurements of a cell of schema 2 that say what their n counts. Throws `ZodError` for what are no measurements. */
export function countedMeasurements(value: unknown): Record<string, unknown> {
  const entries = Object.entries(measurementsSchema.parse(value));
  return Object.fromEntries(
    entries.map(([name, found]) => {
      const isCounted = countedByCalls.some((known) => known === name) && typeof found === "object";
      return [name, isCounted ? { ...found, counts: "calls" } : found];
    }),
  );
}
