import { cellId, cellSchema, type Cell, type CellResult } from "@evenkeel/core";
import { runFile, type Run } from "@evenkeel/run-folder";
import { z } from "zod";
import { Findings, type Finding } from "./finding.ts";
import { pathOfCell } from "./cell-samples.ts";

/** As much of a `run.json` of any schema as is needed to see what stands in it twice. */
const listed = z.looseObject({
  plan: z.array(z.looseObject({ id: z.string() })),
  cells: z.array(z.looseObject({ id: z.string() })),
});
/** The schema from which on a cell's id is made from its dimensions in today's way. */
const idsFromDimensions = 2;
const planned = Object.keys(cellSchema.shape) as (keyof Cell)[];

/** Whether plan and cells fit together, and the experiment: ids, seeds, rounds, nothing twice, nothing unplanned. */
export function verifyPlan(run: Run, raw: unknown, version: number): Finding {
  const found = new Findings("plan");
  for (const part of ["plan", "cells"] as const) refuseTwice(found, part, raw);
  for (const [index, cell] of run.plan.entries()) compareWithExperiment(found, run, cell, { index, version });
  const byId = new Map(run.plan.map((cell) => [cell.id, cell]));
  for (const cell of run.cells) compareWithPlan(found, cell, byId.get(cell.id));
  if (run.state === "finished") refuseOpen(found, run);
  return found.finding();
}

function refuseTwice(found: Findings, part: "plan" | "cells", raw: unknown): void {
  const { data } = listed.safeParse(raw);
  const ids = data?.[part].map(({ id }) => id) ?? [];
  for (const [id, alike] of Map.groupBy(ids, (one) => one)) {
    if (alike.length === 1) continue;
    const path = `${part}["${id}"]`;
    found.differs({ file: runFile, path, expected: "each cell once", got: `${alike.length} of this id` });
  }
}

function compareWithExperiment(
  found: Findings,
  { experiment, workloads, backends }: Run,
  cell: Cell,
  { index, version }: { readonly index: number; readonly version: number },
): void {
  const place = (field: keyof Cell) => ({ file: runFile, path: `plan[${index}].${field}` });
  if (version >= idsFromDimensions) found.compare(place("id"), cellId(cell), cell.id);
  const among = <T>(field: keyof Cell, known: readonly T[], got: T) => {
    if (!known.includes(got)) found.differs({ ...place(field), expected: known.join(" or "), got: String(got) });
  };
  among("seed", experiment.seeds, cell.seed);
  among("backend", idsOf(backends), cell.backend);
  among("workload", idsOf(workloads), cell.workload);
  const workload = workloads.find(({ id }) => id === cell.workload);
  if (workload !== undefined) among("model", [workload.model], cell.model);
}

function idsOf(items: readonly { readonly id: string }[]): string[] {
  return items.map(({ id }) => id);
}

/** A settled cell repeats what was planned. */
function compareWithPlan(found: Findings, cell: CellResult, plan: Cell | undefined): void {
  for (const field of planned) {
    const place = { file: runFile, path: pathOfCell(cell.id, `.${field}`) };
    const [expected, got] = [sortedText(plan?.[field]), sortedText(cell[field])];
    if (expected !== got) found.differs({ ...place, expected, got });
  }
  found.well(1);
}

/** A finished run has settled every cell of its plan. */
function refuseOpen(found: Findings, { plan, cells }: Run): void {
  const settled = new Set(cells.map(({ id }) => id));
  for (const { id } of plan) {
    if (settled.has(id)) continue;
    found.differs({
      file: runFile,
      path: pathOfCell(id),
      expected: "a settled cell of a finished run",
      got: "nothing",
    });
  }
}

/** Of a value of JSON, the order of fields aside. */
function sortedText(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  return JSON.stringify(Object.entries(value).toSorted(([a], [b]) => (a < b ? -1 : 1)));
}
