import { isLimited, modelOf } from "@evenkeel/analysis";
import { foreignText, type CellResult } from "@evenkeel/core";
import { busyCellText, busyRunText, disturbedRoundsText, fittingText, limitList, remarkLines } from "@evenkeel/report";
import type { Run } from "@evenkeel/run-folder";
import { commandLine } from "@evenkeel/setup/command-line";
import { duration } from "./progress.ts";
import { reasonText } from "./reason-text.ts";

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

/** What was done to datasets and networks so that they fit each other, a line a workload. */
export function fittings(run: Run): string[] {
  return run.workloads.flatMap((workload) => {
    const text = fittingText(workload, modelOf(run, workload.id));
    return text === null ? [] : [`${workload.id}: ${text}`];
  });
}

/** What was found of the datasets' files, once for each dataset. */
export function remarks(run: Run): string[] {
  const lines = run.workloads.flatMap(({ dataset }) => remarkLines(dataset).map((line) => `${dataset.name}: ${line}`));
  return [...new Set(lines)];
}

/** That the machine was busy while it was measured on, and which rounds were disturbed. */
export function machineNotes(run: Run): string[] {
  return [busyRunText(run), disturbedRoundsText(run)].flatMap((text) => (text === null ? [] : [`warning: ${text}`]));
}

/** Which backends ran on another version of their library than the one that setup brings. */
export function otherVersions(run: Run): string[] {
  return run.backends.flatMap(({ id, runtime }) =>
    runtime?.pinnedVersion === undefined
      ? []
      : [`${id}: ran on ${runtime.library} ${runtime.version}, not on the pinned ${runtime.pinnedVersion}`],
  );
}

function troubleOf(cell: CellResult): string | null {
  if (cell.state === "completed") {
    return failsGate(cell) ? `${outcomeOf(cell)}; named by: ${commandLine(`check --backend ${cell.backend}`)}` : null;
  }
  return `${cell.state}: ${reasonText(cell.reason)}`;
}

/** Backends that the experiment or the command line names, and of which no cell could run here. */
export function missingByName({ experiment, backends, cells }: Run): string[] {
  if (experiment.backends === "all") return [];
  const couldRun = new Set(cells.filter(({ state }) => state !== "unavailable").map(({ backend }) => backend));
  return backends.flatMap(({ id }) => (couldRun.has(id) ? [] : [id]));
}

/** The gradient gate came to its end, and found something wrong. */
export function failsGate(cell: CellResult): boolean {
  return cell.state === "completed" && (cell.measurements["gradients.failedChecks"]?.value ?? 0) > 0;
}

function outcomeOf(cell: CellResult): string {
  if (cell.state !== "completed") return `${cell.state}: ${foreignText(cell.reason.message)}`;
  const { "gradients.failedChecks": failed, "gradients.checks": checks } = cell.measurements;
  const gate = failsGate(cell) ? [`fails ${failed?.value ?? 0} of ${checks?.value ?? 0} checks`] : [];
  return [...gate, ...(isLimited(cell) ? [limitList(cell.limits, cell.task)] : [])].join("; ");
}

/** How much of what became of a cell fits into its line; all of it stands among the troubles at the end. */
const settledLength = 100;

/** One line about a cell that has just been settled. */
export function settledLine(cell: CellResult, index: number, count: number): string {
  const outcome = outcomeOf(cell);
  const busy = busyCellText(cell);
  const short = outcome.length > settledLength ? `${outcome.slice(0, settledLength - 1)}…` : outcome;
  const notes = [short, busy ?? ""].filter((text) => text !== "");
  const note = notes.length === 0 ? "" : `  (${notes.join("; ")})`;
  return `[${index}/${count}] ${cell.id}  ${duration(cell.wallSeconds)}${note}`;
}
