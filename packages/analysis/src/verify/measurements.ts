import {
  countedBy,
  measurement,
  type CompletedCell,
  type Measurement,
  type MeasurementName,
  type Measurements,
  type TaskName,
} from "@evenkeel/core";
import { runFile } from "@evenkeel/run-folder";
import { taskDefinition, type SamplesOf } from "@evenkeel/tasks";
import { Findings, type Finding } from "./finding.ts";
import { olderFigures } from "./older-figures.ts";
import { pathOfCell, type CellSamples } from "./cell-samples.ts";

/** Measurements that a cell's process or its parent reads off, whatever the task: no samples are kept of them. */
const ofProcess = /^(?:load|memory|device)\./;
const fields = ["value", "unit", "n", "basis", "counts"] as const satisfies readonly (keyof Measurement)[];
/** Two differences of one clock may differ from a third by its last places. */
const clockMs = 1e-6;
/** The schema from which on trainings are counted by steps. */
const countedBySteps = 3;

/** Every measurement of completed cells again from their raw samples: value, unit, n, basis and what n counts. */
export function verifyMeasurements(cells: readonly CellSamples[], version: number): Finding {
  const found = new Findings("measurements");
  for (const { cell, file, samples, problem } of cells) {
    if (samples === null && problem === null && version < countedBySteps) {
      leftOut(found, cell);
      continue;
    }
    if (samples === null) {
      found.differs({ file, path: "", expected: "the raw samples of the cell", got: problem ?? "no such file" });
      continue;
    }
    const figures = figuresOf(cell, samples, version);
    if (typeof figures === "string") found.differs({ file, path: "", expected: "samples with figures", got: figures });
    else compareFigures(found, cell, figures, version < countedBySteps);
    compareParts(found, cell);
  }
  return found.finding();
}

/** Published runs of older schemas lack the samples of some cells; one of today's schema always has them. */
function leftOut(found: Findings, { measurements }: CompletedCell): void {
  for (const name of Object.keys(measurements)) {
    found.unproved(name, ofProcess.test(name) ? "no-samples" : "not-kept");
  }
}

function figuresOf(cell: CompletedCell, samples: SamplesOf<TaskName>, version: number): Measurements | string {
  try {
    if (version < countedBySteps) return olderFigures(cell.task, samples, cell);
    return taskDefinition(cell.task).measurements(samples);
  } catch (error) {
    return (error as Error).message;
  }
}

function compareFigures(found: Findings, cell: CompletedCell, figures: Measurements, isOlder: boolean): void {
  const names = new Set([...Object.keys(figures), ...Object.keys(cell.measurements)]) as Set<MeasurementName>;
  for (const name of names) {
    const [expected, got] = [figures[name], cell.measurements[name]];
    if (expected === undefined && ofProcess.test(name)) found.unproved(name, "no-samples");
    else if (expected === undefined && isOlder) found.unproved(name, "older-schema");
    else if (expected === undefined || got === undefined) {
      found.compare({ file: runFile, path: pathOf(cell, name) }, expected?.value, got?.value);
    } else compareFields(found, cell, name, { expected, got });
  }
}

/** A measurement counts once, however many of its fields are compared. */
function compareFields(
  found: Findings,
  cell: CompletedCell,
  name: MeasurementName,
  { expected, got }: { readonly expected: Measurement; readonly got: Measurement },
): void {
  const different = fields.filter((field) => !Object.is(expected[field], got[field]));
  if (different.length === 0) found.well(1);
  for (const field of different) {
    found.compare({ file: runFile, path: pathOf(cell, name, field) }, expected[field], got[field]);
  }
}

/** What is read off a process has a unit, an n of its own, and parts that add up. */
function compareParts(found: Findings, cell: CompletedCell): void {
  const { measurements } = cell;
  for (const [name, got] of Object.entries(measurements) as [MeasurementName, Measurement][]) {
    if (!ofProcess.test(name)) continue;
    const n = countedBy(name, got) === "processes" ? 1 : got.n;
    const { unit } = measurement(name, got.value, n)[name] ?? {};
    for (const [field, expected] of Object.entries({ unit, n }) as ["unit" | "n", string | number][]) {
      if (got[field] !== expected)
        found.compare({ file: runFile, path: pathOf(cell, name, field) }, expected, got[field]);
    }
  }
  const value = (name: MeasurementName) => measurements[name]?.value ?? null;
  const above = sumOf([value("memory.peakRssBytes"), negative(value("memory.baselineRssBytes"))]);
  compareSum(found, cell, "memory.aboveBaselineBytes", above === null ? null : Math.max(0, above));
  const stages = (["load.importMs", "load.modelMs", "load.firstPredictionMs"] as const).map(value);
  compareSum(found, cell, "load.coldStartMs", sumOf(stages));
}

function compareSum(found: Findings, cell: CompletedCell, name: MeasurementName, expected: number | null): void {
  const got = cell.measurements[name]?.value;
  if (expected === null || got === undefined || Math.abs(got - expected) <= clockMs) return;
  found.compare({ file: runFile, path: pathOf(cell, name, "value") }, expected, got);
}

function sumOf(parts: readonly (number | null)[]): number | null {
  return parts.reduce((sum, part) => (sum === null || part === null ? null : sum + part), 0);
}

function negative(value: number | null): number | null {
  return value === null ? null : -value;
}

function pathOf({ id }: CompletedCell, name: MeasurementName, field?: string): string {
  return pathOfCell(id, ".measurements", `["${name}"]`, ...(field === undefined ? [] : [`.${field}`]));
}
