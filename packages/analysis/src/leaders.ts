import type { TaskName } from "@evenkeel/core";
import type { Run } from "@evenkeel/run-folder";
import type { Column } from "./columns.ts";
import { ranked, type Ranked, type Standing } from "./standings.ts";

/** Who has the best value of a column, over completed and comparable work only. */
export type Leader =
  | { readonly state: "none"; readonly why: "work-cut-short" | "not-comparable" | "not-measured" }
  /** The only one with a comparable value. */
  | { readonly state: "alone"; readonly best: Ranked }
  | { readonly state: "tied"; readonly best: Ranked; readonly backends: readonly string[] }
  | {
      readonly state: "leads";
      readonly best: Ranked;
      readonly next: Ranked;
      /** The larger value over the smaller, 1 and more; null where the smaller is 0. */
      readonly ratio: number | null;
      /** Best minus next. */
      readonly difference: number;
    };

/** Null of a column in which no value is a merit. */
export function leaderOf(standings: readonly Standing[], { better }: Column): Leader | null {
  if (better === null) return null;
  const [best, next] = ranked(standings, better);
  if (best === undefined) return { state: "none", why: whyNone(standings) };
  if (next === undefined) return { state: "alone", best };
  const ties = standings.filter((standing) => standing.best).map(({ backend }) => backend);
  if (ties.length > 1) return { state: "tied", best, backends: ties };
  const [first, second] = [best.summary.value, next.summary.value];
  const [larger, smaller] = better === "higher" ? [first, second] : [second, first];
  return { state: "leads", best, next, ratio: smaller === 0 ? null : larger / smaller, difference: first - second };
}

function whyNone(standings: readonly Standing[]): "work-cut-short" | "not-comparable" | "not-measured" {
  if (standings.some(({ summary }) => summary !== null)) return "work-cut-short";
  return standings.some(({ outcome }) => outcome.state === "not-comparable") ? "not-comparable" : "not-measured";
}

const leavingResults: readonly TaskName[] = ["train", "evaluate", "latency", "throughput"];

/** Whether any task of the run leaves losses or predictions; the others only take times. */
export function leavesResults({ experiment }: Run): boolean {
  return leavingResults.some((task) => experiment.tasks[task] !== undefined);
}

/** Whether anything was measured of the workload: the gate proves, it does not measure. */
export function isMeasured({ cells }: Run, workload: string): boolean {
  return cells.some((cell) => cell.workload === workload && cell.task !== "gradients" && cell.state === "completed");
}
