import { dimensionNames, dimensionsOf, measurementsOf, sampleSeriesOf, type RunData } from "@evenkeel/analysis";
import { csvRecord } from "./csv-field.ts";
import type { CsvTable, ExportInput } from "./exporter.ts";

const tables: Readonly<Record<CsvTable, (data: RunData) => Iterable<string>>> = {
  measurements: measurementRecords,
  samples: sampleRecords,
};

/** A head and one record a number. */
export function csv({ data, table }: ExportInput): Iterable<string> {
  return tables[table](data);
}

/** Every measurement of every cell, also of those that their budget ended: `state` says so. */
function* measurementRecords({ run }: RunData): Iterable<string> {
  yield csvRecord([
    "cell",
    ...dimensionNames,
    "device",
    "state",
    "measurement",
    "value",
    "unit",
    "n",
    "basis",
    "counts",
  ]);
  for (const cell of run.cells) {
    const dimensions = dimensionsOf(cell);
    const place = [cell.id, ...dimensionNames.map((name) => dimensions[name]), cell.device, cell.state];
    for (const { name, value, unit, n, basis, counts } of measurementsOf(cell)) {
      yield csvRecord([...place, name, value, unit, n, basis, counts]);
    }
  }
}

/** Every raw sample, in the order of its series; `index` counts from 1. */
function* sampleRecords(data: RunData): Iterable<string> {
  yield csvRecord(["cell", "series", "index", "value", "unit"]);
  for (const { id } of data.run.cells) {
    for (const { name, unit, values } of sampleSeriesOf(data, id)) {
      yield values
        .map((value, index) => (value === null ? "" : csvRecord([id, name, index + 1, value, unit])))
        .join("");
    }
  }
}
