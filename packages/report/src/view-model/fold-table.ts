import { bare } from "../format.ts";
import { columnOf, sourceOf } from "./columns.ts";
import { foldCount, foldValues } from "./folds.ts";
import { stateWords } from "./outcome.ts";
import { modelNames, type RunData } from "./run-data.ts";
import { standingsOf, type Standing } from "./standings.ts";
import { dataTable, type DataTable } from "./table.ts";

/** The accuracy of each model and backend by fold, with mean and standard deviation; null without cross-validation. */
export function foldTableOf({ run }: RunData): DataTable | null {
  const { crossValidationFolds: count } = run.experiment;
  const column = columnOf("accuracy");
  const source = sourceOf(column, run);
  if (count === undefined || source === null) return null;
  const folds = Array.from({ length: count }, (_, index) => index + 1);
  const rows = modelNames(run).flatMap((model) =>
    (standingsOf(run, model, column) ?? []).map((standing): [string, ...string[]] => {
      const values = foldValues(run, standing.outcome.completed, source.measurement);
      return [
        model,
        standing.backend,
        meanWords(standing),
        percentOr(standing.summary?.deviation),
        standing.summary === null ? "–" : foldCount(run, standing.summary.folds ?? 0),
        ...folds.map((fold) => percentOr(values.get(fold))),
      ];
    }),
  );
  return dataTable(
    "folds-table",
    "Held-out accuracy in percent, measured, by fold; the deviation in percentage points",
    ["model", "backend", "#mean", "#standard deviation", "#of", ...folds.map((fold) => `#fold ${fold}`)],
    rows,
  );
}

function percentOr(ratio: number | null | undefined): string {
  return ratio === null || ratio === undefined ? "–" : bare(ratio, "ratio");
}

function meanWords({ summary, outcome }: Standing): string {
  if (summary === null) return stateWords[outcome.state];
  return `${bare(summary.value, "ratio")}${outcome.limits.length > 0 ? " (limited)" : ""}`;
}
