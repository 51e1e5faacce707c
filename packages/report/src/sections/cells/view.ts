import { isLimited, type RunData } from "@evenkeel/analysis";
import { countedBy, type CellResult, type Measurement, type MeasurementName, type Measurements } from "@evenkeel/core";
import { failureAnchor } from "../../anchors.ts";
import { duration, withUnit } from "../../format.ts";
import { dataTable, type DataTable, type Linked } from "../../table.ts";
import { basisNotes } from "../../words/basis.ts";
import { countText } from "../../words/counts.ts";
import { limitList } from "../../words/limits.ts";
import { busyCellText } from "../../words/machine.ts";
import type { Section } from "../section.ts";

/** Every cell of the plan, folded away. */
export const cells: Section = {
  name: "cells",
  contents: "Every cell",
  view: ({ data }) => ({ cells: cellTable(data) }),
};

const nothing = "none";

/** Every planned cell with all that it measured, each row at the anchor `cell-<cell id>`. */
function cellTable(data: RunData): DataTable {
  const { run } = data;
  const settled = new Map(run.cells.map((cell) => [cell.id, cell]));
  const rows = run.plan.map(({ id }): [string, ...(string | Linked)[]] => {
    const cell = settled.get(id);
    if (cell === undefined) return [id, "not run", nothing, nothing, nothing];
    const [state, ...rest] = describe(cell);
    const href = cell.state === "not-comparable" ? failureAnchor(data, cell) : null;
    return [id, { text: state, href }, ...rest];
  });
  const table = dataTable(
    "cells-table",
    "Every cell of the plan. Values are measured unless they say otherwise; n is the number of samples behind it.",
    ["cell", "state", "#wall time", "measurements", "limits or reason"],
    rows,
  );
  return { ...table, rows: table.rows.map((row) => ({ ...row, id: `cell-${row.head}` })) };
}

function describe(cell: CellResult): [string, string, string, string] {
  const wall = duration(cell.wallSeconds);
  switch (cell.state) {
    case "completed":
      return [
        isLimited(cell) ? "completed, limited" : "completed",
        wall,
        list(cell.measurements) || nothing,
        [limitList(cell.limits, cell.task), busyCellText(cell) ?? ""].filter((text) => text !== "").join("; ") ||
          nothing,
      ];
    case "over-budget":
      return ["over budget", wall, partial(cell.partialMeasurements), why(cell)];
    default:
      return [cell.state.replaceAll("-", " "), wall, nothing, why(cell)];
  }
}

function why({ reason }: Exclude<CellResult, { state: "completed" }>): string {
  return `${reason.message}${reason.remedy === null ? "" : `; ${reason.remedy}`}`;
}

function partial(measurements: Measurements): string {
  const found = list(measurements);
  return found === "" ? nothing : `before it was ended: ${found}`;
}

function list(measurements: Measurements): string {
  return (Object.entries(measurements) as [MeasurementName, Measurement][])
    .map(([name, measurement]) => {
      const { value, unit, n, basis } = measurement;
      const notes = [countText({ n, counts: countedBy(name, measurement) }), ...basisNotes(basis)];
      return `${name} ${withUnit(value, unit)} (${notes.join(", ")})`;
    })
    .join("; ");
}
