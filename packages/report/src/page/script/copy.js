import { shownTable } from "./table-rows.js";

/** Text that a spreadsheet would take for a formula. */
const formula = /^[=+\-@\t\r\n＝＋－＠]/;
const numeral = /^-?\d[\d,]*(?:\.\d+)?$/;

/**
 * One field as RFC 4180 has it: numbers without separators of thousands, nothing that a spreadsheet would calculate.
 * @param {string} text
 */
function csvField(text) {
  if (numeral.test(text)) return text.replaceAll(",", "");
  const inert = formula.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(inert) ? `"${inert.replaceAll('"', '""')}"` : inert;
}

/**
 * A record of CSV with its line end.
 * @param {readonly string[]} fields
 */
export function csvLine(fields) {
  return `${fields.map(csvField).join(",")}\r\n`;
}

/** @param {string} text */
function markdownField(text) {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(/[\\`*_[\]|~$]/g, String.raw`\$&`)
    .replaceAll("@", "@\u200B");
}

/** @type {Record<"CSV" | "Markdown", (table: HTMLTableElement) => string>} */
const texts = {
  CSV(table) {
    const { heads, rows } = shownTable(table);
    return [heads, ...rows].map(csvLine).join("");
  },
  Markdown(table) {
    const { heads, rows } = shownTable(table);
    /** @param {readonly string[]} cells */
    const line = (cells) => `| ${cells.join(" | ")} |\n`;
    return [heads.map(markdownField), heads.map(() => "---"), ...rows.map((row) => row.map(markdownField))]
      .map(line)
      .join("");
  },
};

/**
 * Puts the rows that are shown on the clipboard, and says what it did.
 * @param {HTMLTableElement} table
 * @param {"CSV" | "Markdown"} format
 * @param {(message: string) => void} say
 */
export async function copyTable(table, format, say) {
  const { length } = shownTable(table).rows;
  const copied = await copyText(texts[format](table));
  say(copied ? `copied ${length} ${length === 1 ? "row" : "rows"} as ${format}` : "the browser refused to copy");
}

/** @param {string} text */
async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
