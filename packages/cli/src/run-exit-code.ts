import type { CellResult } from "@evenkeel/core";
import type { Run } from "@evenkeel/run-folder";
import { failsGate, missingByName } from "./run-output.ts";

/**
 * 0 when every cell that could run here completed and no check failed, 130 for a run that was interrupted, 1 otherwise.
 * Of all backends one that cannot run here is no failure; one that was asked for by name is.
 */
export function runExitCode(run: Run): 0 | 1 | 130 {
  if (run.state !== "finished") return 130;
  const good = (cell: CellResult) => cell.state === "unavailable" || (cell.state === "completed" && !failsGate(cell));
  return run.cells.every(good) && missingByName(run).length === 0 ? 0 : 1;
}
