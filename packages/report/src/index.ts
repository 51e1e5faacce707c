export { csvTables, type CsvTable, type ExportInput, type Exporter } from "./exporters/exporter.ts";
export { exporters, formats, type Format } from "./exporters/index.ts";
export { renderReport } from "./render-report.ts";
export { headlineLines } from "./sections/results/headline.ts";
export { remarkLines } from "./words/dataset-remarks.ts";
export { fittingText } from "./words/fitting.ts";
export { limitList } from "./words/limits.ts";
export { busyBeforeText, busyCellText, busyRunText } from "./words/machine.ts";
export { titleWords } from "./words/title.ts";
