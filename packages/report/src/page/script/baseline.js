import { make } from "./element.js";
import { rowsOf } from "./table-rows.js";

/**
 * A choice of the backend that the values of a comparison are divided by; null where none has two values to compare.
 * Only what may be compared takes part: cells without a value, and values that rank nothing, carry none.
 * @param {HTMLTableElement} table
 * @param {(message: string) => void} say
 */
export function baselineChoice(table, say) {
  const backends = [...new Set([...table.querySelectorAll("tr[data-backend]:has([data-value])")].map(backendOf))];
  if (backends.length < 2) return null;
  const options = backends.map((backend) => make("option", { value: backend }, backend));
  const select = make("select", {}, make("option", { value: "" }, "none"), ...options);
  select.addEventListener("change", () => {
    for (const old of table.querySelectorAll(".ratio")) old.remove();
    if (select.value !== "") for (const body of table.tBodies) showRatios(body, select.value);
    say(select.value === "" ? "" : `each value beside that of ${select.value} in the same group and column`);
  });
  return make("label", {}, "Ratios to ", select);
}

/** @param {Element} row */
function backendOf(row) {
  return row.getAttribute("data-backend") ?? "";
}

/**
 * @param {HTMLTableSectionElement} body
 * @param {string} baseline
 */
function showRatios(body, baseline) {
  const rows = rowsOf(body);
  const base = rows.find((row) => backendOf(row) === baseline);
  if (base === undefined) return;
  for (const row of rows) {
    for (const [column, cell] of [...row.cells].entries()) {
      const [own, to] = [cell, base.cells[column]].map((one) => one?.getAttribute("data-value") ?? null);
      if (own === null || own === undefined || to === null || to === undefined) continue;
      const text = row === base ? "baseline" : ratioText(Number(own), Number(to), cell.getAttribute("data-unit"));
      cell.querySelector(".value")?.after(make("span", { class: "note ratio" }, text));
    }
  }
}

/**
 * Shares are set apart in percentage points, everything else as a ratio.
 * @param {number} own
 * @param {number} to
 * @param {string | null} unit
 */
function ratioText(own, to, unit) {
  if (unit === "ratio") {
    const points = 100 * (own - to);
    return `${points < 0 ? "−" : "+"}${Math.abs(points).toFixed(2)} points`;
  }
  if (to === 0) return "no ratio to 0";
  const ratio = own / to;
  return `${ratio >= 100 ? Math.round(ratio).toLocaleString("en") : ratio.toPrecision(ratio < 0.1 ? 2 : 3)} ×`;
}
