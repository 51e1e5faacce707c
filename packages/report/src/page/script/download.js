import { csvLine } from "./copy.js";
import { makeButton } from "./element.js";

/** @typedef {{ value: number, unit: string, n: number, basis: string, counts?: string }} Measurement */
/** @typedef {Record<string, string | number>} Fields */
/** @typedef {Record<string, Measurement>} Measurements */
/** @typedef {{ measurements: Measurements, partialMeasurements: Measurements }} Measured */
/** @typedef {Fields & Measured & { variant: Fields }} Cell */
/**
 * @typedef {object} Embedded
 * @property {{ runId: string, cells: Cell[] }} summary
 * @property {string[]} dimensions names of fields of a cell or of its variant
 * @property {Record<string, string>} counts what the n of a measurement counts
 */

/** @returns {Embedded | null} */
function embedded() {
  const text = document.getElementById("run-data")?.textContent ?? "";
  return text === "" ? null : JSON.parse(text);
}

/**
 * Every measurement of every cell, as `evenkeel report --format csv` writes them.
 * @param {Embedded} data
 */
function csvOf({ summary, dimensions, counts }) {
  const heads = ["cell", ...dimensions, "device", "state", "measurement", "value", "unit", "n", "basis", "counts"];
  const lines = summary.cells.flatMap((cell) => {
    const place = ["id", ...dimensions, "device", "state"].map((name) =>
      String(cell[name] ?? cell.variant[name] ?? ""),
    );
    const found = cell["state"] === "over-budget" ? cell.partialMeasurements : cell.measurements;
    return Object.entries(found).map(([name, measurement]) => {
      const { value, unit, n, basis } = measurement;
      const counted = measurement.counts ?? counts[name] ?? "";
      return csvLine([...place, name, String(value), unit, String(n), basis, counted]);
    });
  });
  return [csvLine(heads), ...lines].join("");
}

/** Buttons that save what the page carries of its run. */
export function downloadButtons() {
  if (document.getElementById("run-data") === null) return [];
  return [
    makeButton("Save JSON", "of the run's measurements", () => {
      const data = embedded();
      if (data !== null) save(`${data.summary.runId}.json`, "application/json", JSON.stringify(data.summary));
    }),
    makeButton("Save CSV", "of the run's measurements", () => {
      const data = embedded();
      if (data !== null) save(`${data.summary.runId}.csv`, "text/csv", csvOf(data));
    }),
  ];
}

/**
 * @param {string} name
 * @param {string} type
 * @param {string} text
 */
function save(name, type, text) {
  const url = URL.createObjectURL(new Blob([text], { type }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}
