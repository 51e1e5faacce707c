import { textOf } from "./element.js";

/**
 * Its rows, without the heads of groups.
 * @param {HTMLTableSectionElement} body
 */
export function rowsOf(body) {
  return [...body.rows].filter((row) => !row.classList.contains("group"));
}

/**
 * What a cell says: of one with notes below its value, the value, and the ratio where one is shown.
 * @param {Element | undefined} cell
 */
export function cellText(cell) {
  const value = cell?.querySelector(".value");
  if (!value) return textOf(cell);
  const ratio = textOf(cell?.querySelector(".ratio"));
  return ratio === "" ? textOf(value) : `${textOf(value)} (${ratio})`;
}

/**
 * Heads and the rows that are shown, the group's name first where rows stand in groups.
 * @param {HTMLTableElement} table
 */
export function shownTable(table) {
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])].map(textOf);
  const grouped = table.querySelector("tr.group") !== null;
  const rows = [...table.tBodies].flatMap((body) => {
    const group = textOf(body.querySelector("tr.group"));
    return rowsOf(body)
      .filter((row) => !row.hidden)
      .map((row) => [...(grouped ? [group] : []), ...[...row.cells].map(cellText)]);
  });
  return { heads: grouped ? ["Group", ...heads] : heads, rows };
}

/**
 * How a table is called in the names of its buttons.
 * @param {HTMLTableElement} table
 */
export function nameOf(table) {
  const box = table.closest(".scroll");
  const labelled = document.getElementById(box?.getAttribute("aria-labelledby") ?? "");
  return textOf(table.caption) || textOf(labelled) || box?.getAttribute("aria-label") || "the table";
}
