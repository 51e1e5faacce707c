import { isControl, type CellResult, type TaskName } from "@evenkeel/core";
import type { Run } from "@evenkeel/run-folder";
import type { Column } from "./columns.ts";
import { frontOf, type Sameness } from "./noise.ts";
import { ranked, type Ranked, type Standing } from "./standings.ts";

/** Who has the best value of a column, over completed and comparable work only. */
export type Leader =
  | { readonly state: "none"; readonly why: NoLeader }
  /** The only one with a comparable value. */
  | { readonly state: "alone"; readonly best: Ranked }
  /** The best, then those that noise does not tell from it. */
  | { readonly state: "tied"; readonly best: Ranked; readonly tied: readonly Ranked[]; readonly by: Sameness }
  /** One sample stands behind the best value: it shows an order and decides nothing. */
  | { readonly state: "one-sample"; readonly best: Ranked; readonly next: Ranked }
  | {
      readonly state: "leads";
      readonly best: Ranked;
      readonly next: Ranked;
      /** The larger value over the smaller, 1 and more; null where the smaller is 0. */
      readonly ratio: number | null;
      /** Best minus next. */
      readonly difference: number;
    };

/** Why nobody leads a column. */
export type NoLeader = "other-threads" | "work-cut-short" | "not-comparable" | "software-adapter" | "not-measured";

/** Null of a column in which no value is a merit. */
export function leaderOf(standings: readonly Standing[], { better }: Column): Leader | null {
  if (better === null) return null;
  const front = frontOf(ranked(standings, better), ({ summary }) => summary);
  if (front === null) return { state: "none", why: whyNone(standings) };
  const { best, others, tied, by } = front;
  const [next] = others;
  if (next === undefined) return { state: "alone", best };
  if (best.summary.n < 2) return { state: "one-sample", best, next };
  if (by !== null) return { state: "tied", best, tied, by };
  const [first, second] = [best.summary.value, next.summary.value];
  const [larger, smaller] = better === "higher" ? [first, second] : [second, first];
  return { state: "leads", best, next, ratio: smaller === 0 ? null : larger / smaller, difference: first - second };
}

function whyNone(standings: readonly Standing[]): NoLeader {
  const measured = standings.filter(({ summary }) => summary !== null);
  if (measured.some(({ disqualified }) => disqualified === "other-threads")) return "other-threads";
  if (measured.some(({ disqualified }) => disqualified === "limited")) return "work-cut-short";
  if (measured.some(({ disqualified }) => disqualified === "software-adapter")) return "software-adapter";
  if (measured.some(({ disqualified }) => disqualified === "fails-gate")) return "not-comparable";
  if (measured.length > 0) return "work-cut-short";
  return standings.some(({ outcome }) => outcome.state === "not-comparable") ? "not-comparable" : "not-measured";
}

const leavingResults: readonly TaskName[] = ["train", "evaluate", "latency", "throughput", "multi-stream", "server"];

/** Whether any task of the run leaves losses or predictions; the others only take times. */
export function leavesResults({ experiment }: Run): boolean {
  return leavingResults.some((task) => experiment.tasks[task] !== undefined);
}

/** Whether anything was measured of the workload: the gate proves, it does not measure. */
export function isMeasured({ cells }: Run, workload: string): boolean {
  const measures = (cell: CellResult) => cell.task !== "gradients" && cell.state === "completed" && !isControl(cell);
  return cells.some((cell) => cell.workload === workload && measures(cell));
}
