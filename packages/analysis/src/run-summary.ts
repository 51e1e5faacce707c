import { limitSchema, measurementCatalog, sampleKinds, taskSchema, type MeasurementName } from "@evenkeel/core";
import { runSummarySchema, type Run } from "@evenkeel/run-folder";
import { z } from "zod";
import { columnIds, sourceOf } from "./columns.ts";
import { threadCountSchema, type ThreadCount } from "@evenkeel/tasks";
import { comparisonsOf, type ComparedCell } from "./comparison.ts";
import { outcomeStates } from "./outcome.ts";

const summarySchema = z.strictObject({
  value: z.number(),
  deviation: z.number().nullable(),
  folds: z.int().nullable(),
  min: z.number(),
  max: z.number(),
  spread: z.number(),
  replicates: z.int(),
  seeds: z.int().nullable(),
  n: z.int(),
  /** What n counts. */
  counts: z.enum(sampleKinds),
  unit: z.string(),
  basis: z.string(),
});

/** One place of the comparison, for other tools: what it holds, and whether it may be compared. */
const comparisonEntrySchema = z.strictObject({
  workload: z.string(),
  /** As asked for, and as computed on: null of a graphics card and where nothing completed. Nothing ranks across. */
  threads: z.strictObject({ asked: threadCountSchema, taken: z.int().nullable() }),
  backend: z.string(),
  column: z.enum(columnIds),
  task: taskSchema,
  measurement: z.enum(Object.keys(measurementCatalog) as MeasurementName[]),
  state: z.enum(outcomeStates),
  limits: z.array(limitSchema),
  comparable: z.boolean(),
  /** Leads the column: nobody where noise does not tell the best two apart. */
  best: z.boolean(),
  /** One of several that noise does not tell from the best. */
  tied: z.boolean(),
  /** Share of the time that the backend itself says it computed; it ranks nothing. */
  computeShare: z.number().nullable(),
  /** Over the cells that have it; null where there is no value. */
  summary: summarySchema.nullable(),
});
export type ComparisonEntry = z.output<typeof comparisonEntrySchema>;

/** What `evenkeel run --json` and `evenkeel report --format json` print. */
export const summaryDocumentSchema = runSummarySchema.extend({ comparison: z.array(comparisonEntrySchema) });
export type SummaryDocument = z.output<typeof summaryDocumentSchema>;

/** The part of a run that other tools read: every settled cell, and the comparison of the report. */
export function summaryDocumentOf(run: Run, folder: string): SummaryDocument {
  const { schemaVersion, runId, fingerprint, environment, cells, claims } = run;
  const { machineName } = environment;
  const comparison = comparisonsOf(run).flatMap(({ arm, workloads }) =>
    workloads.flatMap(({ workload, rows }) =>
      rows.flatMap(({ cells: compared }) => compared.flatMap((cell) => entryOf(run, { arm, workload }, cell))),
    ),
  );
  const named = machineName === undefined ? {} : { machineName };
  return { schemaVersion, runId, folder, fingerprint, ...named, cells, comparison, claims };
}

function entryOf(
  run: Run,
  { arm, workload }: { readonly arm: ThreadCount; readonly workload: string },
  { column, standing }: ComparedCell,
): ComparisonEntry[] {
  const source = sourceOf(column, run);
  if (source === null) return [];
  const { backend, outcome, threads, comparable, best, tied, computeShare, summary } = standing;
  const { state, limits } = outcome;
  return [
    {
      workload,
      threads: { asked: arm, taken: threads },
      backend,
      column: column.id,
      ...source,
      state,
      limits: [...limits],
      comparable,
      best,
      tied,
      computeShare,
      summary,
    },
  ];
}
