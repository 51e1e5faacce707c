import type { Cell, CellResult, MachineLoad, ModelInfo } from "@evenkeel/core";
import type { WorkloadInfo } from "@evenkeel/run-folder";
import { mean, sum } from "@evenkeel/stats";

import type { Decision } from "./decision.ts";

/** What a run tells while it goes on. */
export type RunProgress =
  | {
      readonly kind: "working";
      /** From 1, of `of`: cells of the plan, backends being probed, or workloads whose data is prepared. */
      readonly index: number;
      readonly of: number;
      /** The cell's id, or what is prepared or probed. */
      readonly id: string;
      /** `preparing`, `probing`, `baseline`, and within a cell `loading`, `training`, `evaluating`, `measuring`. */
      readonly phase: string;
      /** Of this cell, 0–1. */
      readonly fraction: number;
      /** Of a run until it is decided, while its cells run. */
      readonly rounds?: { readonly round: number; readonly atMost: number };
      /** Time left for the whole run; null before anything can be said. */
      readonly etaSeconds: number | null;
    }
  /** A workload's network and dataset are fitted to each other. */
  | { readonly kind: "prepared"; readonly workload: WorkloadInfo; readonly model: ModelInfo }
  /** Once, before the first cell: what else the machine did while the run was prepared. */
  | { readonly kind: "machine"; readonly load: MachineLoad }
  /** After a round of a run until it is decided. */
  | { readonly kind: "asked"; readonly rounds: number; readonly atMost: number; readonly decision: Decision }
  | { readonly kind: "settled"; readonly index: number; readonly of: number; readonly cell: CellResult };

/**
 * Seconds that the open cells should take: each as long as the settled ones of its backend and task took on average,
 * else of its task, else a quarter of its budget. `elapsedSeconds` is what the first of them has already had.
 */
export function estimateSeconds(
  open: readonly Cell[],
  settled: readonly CellResult[],
  budgetSeconds: number,
  elapsedSeconds: number,
): number {
  const ran = settled.filter((cell) => cell.state !== "unavailable");
  const expected = open.map((cell) => {
    const ofTask = ran.filter((other) => other.task === cell.task);
    const asLong = ofTask.filter((other) => other.timesOnly === cell.timesOnly);
    const alike = asLong.length > 0 ? asLong : ofTask;
    const same = alike.filter((other) => other.backend === cell.backend);
    const known = same.length > 0 ? same : alike;
    return known.length === 0 ? budgetSeconds / 4 : mean(known.map((other) => other.wallSeconds));
  });
  const [current = 0, ...later] = expected;
  return Math.max(0, current - elapsedSeconds) + sum(later);
}
