import { make, textOf } from "./element.js";
import { nameOf, rowsOf } from "./table-rows.js";

/** Fewer rows are seen at a glance. */
const fewestRows = 8;

/**
 * A field that leaves the rows that hold all its words; null for a table of a few rows. A group without a row that is
 * left goes with them.
 * @param {HTMLTableElement} table
 * @param {(message: string) => void} say
 */
export function filterField(table, say) {
  const bodies = [...table.tBodies].map((body) => ({ body, rows: rowsOf(body) }));
  const all = bodies.flatMap(({ rows }) => rows);
  if (all.length < fewestRows) return null;
  const name = `Filter rows of ${nameOf(table)}`;
  const field = make("input", { type: "search", placeholder: "Filter rows", "aria-label": name, list: "backends" });
  /** @type {Map<HTMLTableRowElement, string> | null} */
  let texts = null;
  field.addEventListener("input", () => {
    texts ??= new Map(all.map((row) => [row, textOf(row).toLowerCase()]));
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const { body, rows } of bodies) {
      let left = 0;
      for (const row of rows) {
        const text = texts.get(row) ?? "";
        row.hidden = !words.every((word) => text.includes(word));
        if (!row.hidden) left += 1;
      }
      shown += left;
      body.hidden = left === 0;
    }
    say(words.length === 0 ? "" : `${shown} of ${all.length} rows`);
  });
  return field;
}
