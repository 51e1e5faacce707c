/**
 * Schema 2 as schema 3: an experiment had one number of threads, or null for each backend's default, and a cell whose
 * variant named none ran on the experiment's. Trainings were counted by calls.
 */
import { z } from "zod";
import { countedMeasurements } from "./older-counts.ts";

const runSchema = z.looseObject({
  experiment: z.looseObject({ threads: z.int().positive().nullable() }),
  plan: z.array(z.unknown()),
  cells: z.array(z.unknown()),
});
const cellSchema = z.looseObject({
  variant: z.looseObject({ threads: z.int().positive().exactOptional() }),
  measurements: z.unknown().exactOptional(),
  partialMeasurements: z.unknown().exactOptional(),
});

/** The value of a `run.json` of schema 2 in the shape of schema 3. Throws `ZodError` for what is no such run. */
export function runOfVersion2(value: unknown): unknown {
  const run = runSchema.parse(value);
  const { threads } = run.experiment;
  return {
    ...run,
    schemaVersion: 3,
    experiment: { ...run.experiment, threads: [threads ?? "default"] },
    plan: run.plan.map((cell) => cellOfVersion2(cell, threads)),
    cells: run.cells.map((cell) => cellOfVersion2(cell, threads)),
  };
}

/** A planned or settled cell of schema 2. Throws `ZodError`. */
export function cellOfVersion2(value: unknown, threads: number | null): unknown {
  const { measurements, partialMeasurements, ...rest } = cellSchema.parse(value);
  const cell = {
    ...rest,
    ...(measurements !== undefined && { measurements: countedMeasurements(measurements) }),
    ...(partialMeasurements !== undefined && { partialMeasurements: countedMeasurements(partialMeasurements) }),
  };
  return threads === null ? cell : { ...cell, variant: { threads, ...cell.variant } };
}
