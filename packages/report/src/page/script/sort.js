import { textOf } from "./element.js";
import { numberOf } from "./number-of.js";
import { cellText, rowsOf } from "./table-rows.js";

/** The order of states that pressing a head goes through; the last is the order of the page. */
const next = /** @type {const} */ ({ none: "ascending", ascending: "descending", descending: "none" });

/**
 * Heads become buttons that sort by their column: numbers by value, text by letters, cells without a number last; ties
 * keep the order of the page.
 * @param {HTMLTableElement} table
 * @param {(message: string) => void} say
 */
export function makeSortable(table, say) {
  const heads = [...(table.tHead?.rows[0]?.cells ?? [])];
  const original = [...table.tBodies].map(rowsOf);
  for (const [column, head] of heads.entries()) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "sort";
    button.append(...head.childNodes);
    head.append(button);
    head.setAttribute("aria-sort", "none");
    button.addEventListener("click", () => {
      const state = next[/** @type {keyof typeof next} */ (head.getAttribute("aria-sort") ?? "none")];
      for (const other of heads) other.setAttribute("aria-sort", other === head ? state : "none");
      const order = orderBy(column, head.classList.contains("number"), state);
      for (const [index, body] of [...table.tBodies].entries()) body.append(...order(original[index] ?? []));
      say(state === "none" ? "in the page's order" : `sorted by ${textOf(head)}, ${state}`);
    });
  }
}

/**
 * @param {number} column
 * @param {boolean} numeric
 * @param {string} state
 * @returns {(rows: HTMLTableRowElement[]) => HTMLTableRowElement[]}
 */
function orderBy(column, numeric, state) {
  const sign = state === "descending" ? -1 : 1;
  /** @param {HTMLTableRowElement} row */
  const keyOf = (row) => cellText(row.cells[column]);
  if (state === "none") return (rows) => rows;
  if (!numeric) {
    const { compare } = new Intl.Collator("en", { numeric: true });
    return (rows) => rows.toSorted((a, b) => sign * compare(keyOf(a), keyOf(b)));
  }
  return (rows) => {
    const keyed = rows.map((row) => ({ row, value: numberOf(keyOf(row)) }));
    const having = keyed.filter(({ value }) => !Number.isNaN(value));
    const lacking = keyed.filter(({ value }) => Number.isNaN(value));
    return [...having.toSorted((a, b) => sign * (a.value - b.value)), ...lacking].map(({ row }) => row);
  };
}
