import { isLimited } from "@evenkeel/analysis";
import type { Series } from "@evenkeel/history";
import { limitList } from "@evenkeel/report";
import type { Run } from "@evenkeel/run-folder";

/** Why a run brings no value of a series, in words. */
export function whyMissing({ backends, cells }: Run, { backend, workload, task }: Series): string {
  const own = cells.filter((cell) => cell.backend === backend && cell.workload === workload);
  const before = own.find(({ state }) => state !== "completed" && state !== "unavailable");
  const cell = own.find((one) => one.task === task && one.state !== "completed") ?? before;
  if (cell !== undefined && cell.state !== "completed") return `${cell.task} ${cell.state}, ${cell.reason.message}`;
  const cut = own.filter((one) => one.state === "completed").find(isLimited);
  if (cut !== undefined) return `${cut.task} ${limitList(cut.limits, cut.task)}`;
  const reason = backends.find(({ id }) => id === backend)?.reason ?? null;
  return reason === null ? "its run does not measure this" : reason.message;
}
