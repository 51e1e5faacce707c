import type { Cell, CellResult } from "@evenkeel/core";
import type { Run } from "@evenkeel/run-folder";
import { dependsOn, failedCount } from "./gate-verdict.ts";
import { killedFromOutside } from "./launcher/failure.ts";
import type { PlannedBackend } from "./plan-threads.ts";
import { planCells } from "./plan.ts";

/**
 * The settled cells that stay when a run goes on: without those that are redone, and those that rest on one of them.
 */
export function keptCells({ cells, backends }: Pick<Run, "cells" | "backends">, redoTroubled: boolean): CellResult[] {
  const asleep = new Set(backends.flatMap(({ id, runtime }) => (runtime === null ? [id] : [])));
  const redone = cells.filter((cell) => isRedone(cell, asleep, redoTroubled));
  const open = new Set([...redone, ...cells.filter((cell) => redone.some((other) => dependsOn(cell, other)))]);
  return cells.filter((cell) => !open.has(cell));
}

/**
 * The plan with the cells of backends that only now are known replaced by what is due of them: each where the same cell
 * stood, or else where the first of its task stood. None of theirs may be settled.
 */
export function planAgain({ plan, experiment }: Pick<Run, "plan" | "experiment">, found: readonly PlannedBackend[]) {
  const isReplaced = ({ backend }: Cell) => found.some(({ id }) => id === backend);
  const places = new Map<string, number>();
  for (const [index, cell] of plan.entries()) {
    places.set(cell.id, index);
    const task = taskKey(cell);
    if (!places.has(task)) places.set(task, index);
  }
  const placeOf = (cell: Cell) => places.get(cell.id) ?? places.get(taskKey(cell)) ?? plan.length;
  // A run until it is decided has planned more rounds than were asked for.
  const rounds = Math.max(experiment.rounds, ...plan.map(({ round }) => round));
  const due = [...plan.filter((cell) => !isReplaced(cell)), ...planCells({ ...experiment, rounds }, found)];
  return due.toSorted((one, other) => placeOf(one) - placeOf(other));
}

/** What a round does of a task on a backend. No cell's id has spaces. */
function taskKey({ round, workload, task, backend }: Cell): string {
  return `${round} ${workload} ${task} ${backend}`;
}

/**
 * A cell whose process ended without a reply may have been killed from outside: it is always run again. So is a cell of
 * a backend that could not run when it was last asked, as it is asked again.
 */
function isRedone(cell: CellResult, asleep: ReadonlySet<string>, redoTroubled: boolean): boolean {
  switch (cell.state) {
    case "failed":
      return redoTroubled || killedFromOutside.has(cell.reason.code);
    case "unavailable":
      return asleep.has(cell.backend);
    case "completed":
      return redoTroubled && cell.task === "gradients" && failedCount(cell) > 0;
    case "over-budget":
      return redoTroubled;
    case "not-comparable":
      return false;
  }
}
