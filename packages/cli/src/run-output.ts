import { isLimited } from "@evenkeel/analysis";
import type { CellResult, Run } from "@evenkeel/core";
import { limitList } from "@evenkeel/report";
import { duration } from "./progress.ts";
import { asTyped } from "./typed-command.ts";

/** What did not complete, and whose checks of the gate failed; cells of which the same is to be said share a line. */
export function troubles(run: Run): string[] {
  const troubled = run.cells.flatMap((cell) => {
    const trouble = troubleOf(cell);
    return trouble === null ? [] : [{ trouble, subject: cell.state === "unavailable" ? cell.backend : cell.id }];
  });
  return [...Map.groupBy(troubled, ({ trouble }) => trouble)].map(
    ([trouble, cells]) => `${[...new Set(cells.map(({ subject }) => subject))].join(", ")}: ${trouble}`,
  );
}

function troubleOf(cell: CellResult): string | null {
  if (cell.state === "completed") {
    return failsGate(cell) ? `${outcomeOf(cell)}; evenkeel check --backend ${cell.backend} names them` : null;
  }
  const { message, remedy } = cell.reason;
  return `${cell.state}: ${message}${remedy === null ? "" : `; ${asTyped(remedy)}`}`;
}

/** The gradient gate came to its end, and found something wrong. */
export function failsGate(cell: CellResult): boolean {
  return cell.state === "completed" && (cell.measurements["gradients.failedChecks"]?.value ?? 0) > 0;
}

function outcomeOf(cell: CellResult): string {
  if (cell.state !== "completed") return `${cell.state}: ${cell.reason.message}`;
  const { "gradients.failedChecks": failed, "gradients.checks": checks } = cell.measurements;
  const gate = failsGate(cell) ? [`fails ${failed?.value ?? 0} of ${checks?.value ?? 0} checks`] : [];
  return [...gate, ...(isLimited(cell) ? [limitList(cell.limits)] : [])].join("; ");
}

/** How much of what became of a cell fits into its line; all of it stands among the troubles at the end. */
const settledLength = 100;

/** One line about a cell that has just been settled. */
export function settledLine(cell: CellResult, index: number, count: number): string {
  const outcome = outcomeOf(cell);
  const short = outcome.length > settledLength ? `${outcome.slice(0, settledLength - 1)}…` : outcome;
  const note = short === "" ? "" : `  (${short})`;
  return `[${index}/${count}] ${cell.id}  ${duration(cell.wallSeconds)}${note}`;
}
