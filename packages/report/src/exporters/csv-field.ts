/** Text that a spreadsheet would take for a formula (OWASP, "CSV Injection"), full-width signs included. */
const formula = /^[=+\-@\t\r\n＝＋－＠]/;
const special = /[",\r\n]/;

/**
 * One field as RFC 4180 has it. Numbers stand as they are, null is empty; text that a spreadsheet would calculate gets
 * an apostrophe before it.
 */
export function csvField(value: string | number | null): string {
  if (value === null) return "";
  if (typeof value === "number") return String(value);
  const text = formula.test(value) ? `'${value}` : value;
  return special.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A record with the line end of RFC 4180. */
export function csvRecord(values: readonly (string | number | null)[]): string {
  return `${values.map(csvField).join(",")}\r\n`;
}
