import type { Run } from "@evenkeel/analysis";

/** How a backend is drawn, everywhere in a report: by colour, dash and symbol, so that none of them is needed alone. */
export interface Series {
  readonly backend: string;
  /** A custom property of the style sheet, light and dark. */
  readonly colour: string;
  /** SVG dash array; the first is a solid line. */
  readonly dash: string;
  readonly symbol: "circle" | "square" | "triangle" | "diamond" | "cross" | "star" | "wye" | "asterisk";
}

const dashes = ["none", "7 3", "2 3", "9 3 2 3", "5 2", "1 2", "12 4", "4 2 1 2"] as const;
const symbols = ["circle", "square", "triangle", "diamond", "cross", "star", "wye", "asterisk"] as const;

/** One style a backend of the run, in its order; after eight they repeat. */
export function seriesOf(run: Run): Series[] {
  return run.backends.map(({ id }, index) => ({
    backend: id,
    colour: `var(--series-${(index % 8) + 1})`,
    dash: dashes[index % 8] ?? "none",
    symbol: symbols[index % 8] ?? "circle",
  }));
}

/** Throws a `RangeError` for a backend that the run does not have. */
export function styleOf(series: readonly Series[], backend: string): Series {
  const found = series.find((candidate) => candidate.backend === backend);
  if (found === undefined) throw new RangeError(`no style for ${backend}`);
  return found;
}
