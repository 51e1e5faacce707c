import { isControl, type CellResult, type TaskName } from "@evenkeel/core";
import type { Claim, Run } from "@evenkeel/run-folder";
import type { ThreadCount } from "@evenkeel/tasks";
import { mainArm } from "./arms.ts";
import type { Column } from "./columns.ts";
import { frontOf } from "./front.ts";
import { metricOf, ranked, type Ranked, type Standing } from "./standings.ts";

/** Who has the best value of a column, over completed and comparable work only. */
export type Leader =
  | { readonly state: "none"; readonly why: NoLeader }
  /** The only one with a comparable value. */
  | { readonly state: "alone"; readonly best: Ranked }
  /** The best, then those that the claims do not put behind it; `claim` is about the first two. */
  | { readonly state: "tied"; readonly best: Ranked; readonly tied: readonly Ranked[]; readonly claim: Claim }
  /** Too few replicates for any claim: the values show an order and decide nothing. */
  | (Order & { readonly state: "untried"; readonly claim: Claim | null })
  /** The claims put it before every other; `claim` is about it and the next. */
  | (Order & { readonly state: "leads"; readonly claim: Claim });

/** The best value and the next. */
export interface Order {
  readonly best: Ranked;
  readonly next: Ranked;
  /** The larger value over the smaller, 1 and more; null where the smaller is 0. */
  readonly ratio: number | null;
  /** Best minus next. */
  readonly difference: number;
}

/** Why nobody leads a column. */
export type NoLeader = "other-threads" | "work-cut-short" | "not-comparable" | "software-adapter" | "not-measured";

/** Of a workload's standings in the run's first arm unless another is named; null of a column without merit. */
export function leaderOf(
  run: Run,
  workload: string,
  column: Column,
  standings: readonly Standing[],
  arm: ThreadCount = mainArm(run),
): Leader | null {
  const { better } = column;
  const metric = metricOf(column);
  if (better === null || metric === null) return null;
  const front = frontOf(run, { metric, workload, threads: arm }, ranked(standings, better));
  if (front === null) return { state: "none", why: whyNone(standings) };
  const { best, others, tied, untried, claim } = front;
  const [next] = others;
  if (next === undefined) return { state: "alone", best };
  const order = orderOf(best, next, better);
  if (untried.length > 0 || claim === null) return { state: "untried", ...order, claim };
  return tied.length > 0 ? { state: "tied", best, tied, claim } : { state: "leads", ...order, claim };
}

function orderOf(best: Ranked, next: Ranked, better: "higher" | "lower"): Order {
  const [first, second] = [best.summary.value, next.summary.value];
  const [larger, smaller] = better === "higher" ? [first, second] : [second, first];
  return { best, next, ratio: smaller === 0 ? null : larger / smaller, difference: first - second };
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
