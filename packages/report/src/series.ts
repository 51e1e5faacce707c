import type { Run } from "@evenkeel/analysis";

/** How a backend is drawn, everywhere in a report: by colour, dash and mark, so that none of them is needed alone. */
export interface Series {
  readonly backend: string;
  /** A custom property of the style sheet, light and dark. */
  readonly colour: string;
  /** SVG dash array; the first is a solid line. */
  readonly dash: string;
  readonly symbol: MarkShape;
  readonly filled: boolean;
}

type MarkShape =
  | "circle"
  | "square"
  | "triangle"
  | "diamond"
  | "cross"
  | "star"
  | "wye"
  | "plus"
  | "times"
  | "asterisk"
  | "triangle2";

const colours = 8;
/** Alike ones are far apart in colour. */
const marks: readonly (readonly [shape: MarkShape, filled: boolean])[] = [
  ["circle", true],
  ["square", true],
  ["triangle", true],
  ["diamond", true],
  ["cross", true],
  ["star", true],
  ["wye", true],
  ["circle", false],
  ["square", false],
  ["asterisk", false],
  ["diamond", false],
  ["triangle", false],
  ["plus", false],
  ["star", false],
  ["times", false],
  ["cross", false],
  ["triangle2", false],
];
const dashes = [
  "none",
  "7 3",
  "2 3",
  "9 3 2 3",
  "5 2",
  "1 2",
  "12 4",
  "4 2 1 2",
  "9 2 2 2 2 2",
  "3 5",
  "14 3 4 3",
  "6 2 6 5",
  "1 4",
  "10 3 1 3 1 3",
  "4 4",
  "16 5 2 5",
  "5 2 5 2 1 2",
];

/** One style a backend of the run, in its order: no two of seventeen share a mark or a dash, no two of 136 all. */
export function seriesOf(run: Run): Series[] {
  return run.backends.map(({ id }, index) => {
    const [symbol, filled] = marks[index % marks.length] ?? ["circle", true];
    return {
      backend: id,
      colour: `var(--series-${(index % colours) + 1})`,
      dash: dashes[index % dashes.length] ?? "none",
      symbol,
      filled,
    };
  });
}

/** Throws a `RangeError` for a backend that the run does not have. */
export function styleOf(series: readonly Series[], backend: string): Series {
  const found = series.find((candidate) => candidate.backend === backend);
  if (found === undefined) throw new RangeError(`no style for ${backend}`);
  return found;
}
