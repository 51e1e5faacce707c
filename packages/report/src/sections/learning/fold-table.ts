import { foldAccuraciesOf, foldCountOf, isLimited, type Standing } from "@evenkeel/analysis";
import type { Run } from "@evenkeel/analysis";
import { bare } from "../../format.ts";
import { dataTable, type DataTable } from "../../table.ts";
import { foldCount } from "../../words/folds.ts";
import { stateWords } from "../../words/states.ts";

/** Accuracy of each workload and backend by fold, with mean and standard deviation; null without cross-validation. */
export function foldTableOf(run: Run): DataTable | null {
  const accuracies = foldAccuraciesOf(run);
  if (accuracies === null) return null;
  const numbers = Array.from({ length: foldCountOf(run) ?? 0 }, (_, index) => `#fold ${index + 1}`);
  return dataTable(
    "folds-table",
    "Held-out accuracy in percent, measured, by fold; the deviation in percentage points",
    ["workload", "backend", "#mean", "#standard deviation", "#of", ...numbers],
    accuracies.map(({ workload, standing, folds }) => [
      workload,
      standing.backend,
      meanWords(standing),
      percentOr(standing.summary?.deviation),
      standing.summary === null ? "no fold" : foldCount(run, standing.summary.folds ?? 0),
      ...folds.map(percentOr),
    ]),
  );
}

function percentOr(ratio: number | null | undefined): string {
  return ratio === null || ratio === undefined ? "none" : bare(ratio, "ratio");
}

function meanWords({ summary, outcome }: Standing): string {
  if (summary === null) return stateWords[outcome.state];
  return `${bare(summary.value, "ratio")}${isLimited(outcome) ? " (limited)" : ""}`;
}
