/** A table whose every row can be linked to. */
export interface DataTable {
  readonly id: string;
  readonly caption: string;
  readonly columns: readonly TableColumn[];
  readonly rows: readonly TableRow[];
}

/** How a column is headed. */
export interface TableColumn {
  readonly text: string;
  readonly numeric: boolean;
}

/** A row with its anchor. */
export interface TableRow {
  readonly id: string;
  /** The first cell is the row's header. */
  readonly head: string;
  readonly cells: readonly {
    readonly text: string;
    readonly numeric: boolean;
    /** An anchor of the page that says more, without its #. */
    readonly href: string | null;
  }[];
}

/** What a cell says, and where more of it is told. */
export interface Linked {
  readonly text: string;
  readonly href: string | null;
}

/**
 * Columns are given as `text` or, for numbers, `#text`. Rows get anchors below the table's own. A column without a
 * value in any row is left out.
 */
export function dataTable(
  id: string,
  caption: string,
  columns: readonly string[],
  rows: readonly (readonly [head: string, ...cells: (string | Linked)[]])[],
): DataTable {
  const heads = columns.map((text) => ({ text: text.replace(/^#/, ""), numeric: text.startsWith("#") }));
  const told = rows.map(([head, ...cells], index) => ({
    id: `${id}.${index + 1}`,
    head,
    cells: cells.map((cell, column) => ({
      ...(typeof cell === "string" ? { text: cell, href: null } : cell),
      numeric: heads[column + 1]?.numeric ?? false,
    })),
  }));
  const holds = heads.map(
    (_, column) =>
      column === 0 || told.length === 0 || told.some(({ cells }) => !isEmpty(cells[column - 1]?.text ?? "")),
  );
  return {
    id,
    caption,
    columns: heads.filter((_, column) => holds[column]),
    rows: told.map((row) => ({ ...row, cells: row.cells.filter((_, column) => holds[column + 1]) })),
  };
}

function isEmpty(text: string): boolean {
  return text === "" || text === "–";
}

/** A drawing with everything that makes it readable without eyes. */
export interface Chart {
  readonly id: string;
  readonly title: string;
  /** What is drawn and how: axes, thinning, rounds. */
  readonly caption: string;
  /** Server-rendered, its texts escaped. */
  readonly svg: string;
  /** Names of marks, where the drawing itself has no room for them. */
  readonly key?: readonly { readonly svg: string; readonly backend: string }[];
  readonly table: DataTable;
}
