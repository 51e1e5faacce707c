import type { Experiment } from "@evenkeel/tasks";
import { cellResultOfVersion1, runOfVersion1 } from "./version-1.ts";
import { cellOfVersion2, runOfVersion2 } from "./version-2.ts";

/** The value of a `run.json` of an older schema in the shape of this one, version by version. Throws `ZodError`. */
export function migrateRun(value: unknown, version: number): unknown {
  const as2 = version < 2 ? runOfVersion1(value) : value;
  return version < 3 ? runOfVersion2(as2) : as2;
}

/** A settled cell of the journal of a run, which is given as this schema has it. Throws `ZodError`, `RangeError`. */
export function migrateCell(
  value: unknown,
  version: number,
  { seeds: [seed = 0], threads: [count] }: Experiment,
): unknown {
  const as2 = version < 2 ? cellResultOfVersion1(value, seed) : value;
  return version < 3 ? cellOfVersion2(as2, count === undefined || count === "default" ? null : count) : as2;
}
