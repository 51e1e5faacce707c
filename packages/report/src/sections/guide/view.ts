import { measurementCatalog } from "@evenkeel/core";
import { unitName } from "../../format.ts";
import { dataTable, type DataTable } from "../../table.ts";
import type { Section } from "../section.ts";

/** What the words of the page mean, and every measurement there is. */
export const guide: Section = {
  name: "guide",
  contents: "How to read it",
  view: () => ({ measurements: catalogTable() }),
};

function catalogTable(): DataTable {
  const rows = Object.entries(measurementCatalog).map(([name, { unit, counts, meaning }]): [string, ...string[]] => [
    name,
    unitName(unit),
    counts,
    meaning,
  ]);
  return dataTable("measurements-table", "Every measurement there is", ["name", "unit", "n counts", "meaning"], rows);
}
