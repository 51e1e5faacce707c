import type { CellResult } from "@evenkeel/core";
import type { Run } from "@evenkeel/run-folder";
import { dependsOn, failedCount } from "./gate-verdict.ts";
import { killedFromOutside } from "./launcher/failure.ts";

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
