import { z } from "zod";
import { foreignError, nameSchema, timeSchema, unitSchema } from "./foreign-file.ts";

/**
 * The files of an asv results folder, in the versions that asv writes since 0.4: `benchmarks.json` (2),
 * `<machine>/machine.json` (1) and `<machine>/<commit>-<environment>.json` (2).
 */
const versions = { benchmarks: 2, machine: 1, results: 2 } as const;

const wordSchema = z.union([z.string(), z.number(), z.null()]);

export const machineSchema = z.object({ machine: nameSchema });

/** By the benchmark's name; `version`, the file's own, is no benchmark. */
export const benchmarkSchema = z.object({
  unit: unitSchema.nullish(),
  param_names: z.array(z.string()).default([]),
});
export type AsvBenchmark = z.infer<typeof benchmarkSchema>;

export const resultsSchema = z.object({
  commit_hash: z.string().max(256),
  env_name: z.string().max(4096).nullish(),
  /** When the commit was made, not when it was measured. */
  date: timeSchema,
  params: z.record(z.string(), wordSchema.catch(null)),
  python: z.string().nullish(),
  requirements: z.record(z.string(), wordSchema.catch(null)).catch({}),
  result_columns: z.array(z.string()).min(1),
  results: z.record(nameSchema, z.array(z.unknown()).nullable()),
});
export type AsvResults = z.infer<typeof resultsSchema>;

/** One number for each combination of parameters; null of one that failed. */
const columnSchema = z.array(z.number().nullable()).nullish();

/** The columns that are read of a benchmark's row; a row ends where nothing but null would follow. */
export const rowSchema = z.object({
  result: columnSchema,
  params: z.array(z.array(z.string())).nullish(),
  version: z.string().nullish(),
  stats_ci_99_a: columnSchema,
  stats_ci_99_b: columnSchema,
  stats_number: columnSchema,
  stats_repeat: columnSchema,
});
export type AsvRow = z.infer<typeof rowSchema>;

/** JSON as Python writes it: `NaN` of what was skipped and `Infinity` are no JSON, and become null. */
export function withoutNaN(text: string): string {
  return text.replaceAll(/"(?:[^"\\]|\\.)*"|-?\b(?:NaN|Infinity)\b/gs, (found) => (found[0] === '"' ? found : "null"));
}

/** Throws `DataError` for a file of another version of its format. */
export function refuseVersion(value: unknown, kind: keyof typeof versions, where: string): void {
  const expected = versions[kind];
  const found = z.object({ version: z.number() }).safeParse(value);
  // asv reads files without a version, too.
  if (typeof value === "object" && value !== null && !("version" in value)) return;
  if (found.success && found.data.version === expected) return;
  const got = found.success ? `version ${found.data.version}` : "no version";
  const isOld = found.success && found.data.version < expected;
  throw foreignError({
    where,
    expected: `version ${expected} of asv's format`,
    got,
    ...(isOld && { remedy: "bring the folder up to date: asv update" }),
  });
}
