import { stripVTControlCharacters } from "node:util";

/** Rows as aligned text columns, the first row as the head. Columns that hold only numbers line up on the right. */
export function textTable(rows: readonly (readonly string[])[]): string {
  const columns = Math.max(0, ...rows.map((row) => row.length));
  const layout = Array.from({ length: columns }, (_, column) => {
    const cells = rows.map((row) => stripVTControlCharacters(row[column] ?? ""));
    const width = Math.max(...cells.map((cell) => cell.length));
    const numeric = cells.slice(1).every((cell) => cell === "" || /^[-–\d]/.test(cell));
    return { width, numeric };
  });
  return rows
    .map((row) =>
      layout
        .map(({ width, numeric }, column) => {
          const cell = row[column] ?? "";
          const padding = " ".repeat(width - stripVTControlCharacters(cell).length);
          return numeric ? padding + cell : cell + padding;
        })
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}
