import { foreignText } from "@evenkeel/core";
import stringWidth from "string-width";
import { localCommands } from "./local-commands.ts";

/** A cell's text, and the colour of all of it. Whatever the text came from, it is made safe to show. */
export type Cell = string | ColouredText;
export interface ColouredText {
  readonly text: string;
  readonly colour: (text: string) => string;
}

/** A column's head: of texts, or of numbers, which line up on the right and are never broken. */
export type Head = string | { readonly numbers: string };

/** Heads of columns of numbers. */
export function numbers(...heads: readonly string[]): Head[] {
  return heads.map((head) => ({ numbers: head }));
}

interface Column {
  readonly head: string;
  readonly texts: readonly string[];
  readonly numeric: boolean;
  /** Columns of the terminal that its longest line takes, and those below which it would break words or numbers. */
  readonly natural: number;
  readonly smallest: number;
}

/** A longer word may be broken where room is scarce. */
const longestWhole = 24;
const gap = "  ";

/**
 * Rows as aligned text columns below their heads; a row may end early. On a terminal the table is no wider than it:
 * texts are wrapped, and where that is not enough, each row becomes a list.
 */
export function textTable(
  heads: readonly Head[],
  rows: readonly (readonly Cell[])[],
  width: number = terminalWidth(),
): string {
  const columns = heads.map((head, index) =>
    columnOf(
      head,
      rows.map((row) => textOf(row[index])),
    ),
  );
  const widths = fitted(columns, width - gap.length * (heads.length - 1));
  if (widths === null) return asLists(rows, columns, width);
  const titles = heads.map(titleOf);
  return [titles, ...rows].flatMap((row) => linesOf(row, columns, widths)).join("\n");
}

function titleOf(head: Head): string {
  return typeof head === "string" ? head : head.numbers;
}

/** Infinity where stdout is no terminal: what reads it then breaks no lines. */
function terminalWidth(): number {
  return process.stdout.isTTY ? process.stdout.columns : Infinity;
}

function textOf(cell: Cell = ""): string {
  return localCommands(foreignText(typeof cell === "string" ? cell : cell.text));
}

function columnOf(declared: Head, texts: readonly string[]): Column {
  const numeric = typeof declared !== "string";
  const head = textOf(titleOf(declared));
  const all = [head, ...texts];
  const words = numeric ? [...head.split(" "), ...texts] : all.flatMap((text) => text.split(" "));
  const longest = Math.max(...words.map((word) => stringWidth(word)));
  const natural = Math.max(...all.map((text) => stringWidth(text)));
  return { head, texts: all, numeric, natural, smallest: numeric ? longest : Math.min(longest, longestWhole) };
}

/** Widths that add up to no more than `room`, taken from the widest columns; null where words would have to break. */
function fitted(columns: readonly Column[], room: number): number[] | null {
  const widths = columns.map(({ natural }) => natural);
  let excess = widths.reduce((sum, width) => sum + width, 0) - room;
  while (excess > 0) {
    const spare = columns.map(({ smallest }, index) => ((widths[index] ?? 0) > smallest ? (widths[index] ?? 0) : 0));
    const widest = Math.max(...spare);
    if (widest === 0) return null;
    widths[spare.indexOf(widest)] = widest - 1;
    excess -= 1;
  }
  return columns.map(({ texts }, index) => {
    const lines = texts.flatMap((text) => wrapped(text, widths[index] ?? 0));
    return Math.max(...lines.map((line) => stringWidth(line)));
  });
}

function linesOf(row: readonly Cell[], columns: readonly Column[], widths: readonly number[]): string[] {
  const cells = columns.map((_, index) => wrapped(textOf(row[index]), widths[index] ?? 0));
  const height = Math.max(...cells.map((lines) => lines.length));
  return Array.from({ length: height }, (_, line) =>
    columns
      .map(({ numeric }, index) => {
        const text = cells[index]?.[line] ?? "";
        const padding = " ".repeat(Math.max(0, (widths[index] ?? 0) - stringWidth(text)));
        return numeric ? padding + coloured(row[index], text) : coloured(row[index], text) + padding;
      })
      .join(gap)
      .trimEnd(),
  );
}

/** Each row as a paragraph: its first text, then the others behind their heads. What says nothing is left out. */
function asLists(rows: readonly (readonly Cell[])[], columns: readonly Column[], width: number): string {
  const room = Math.max(1, width - gap.length);
  return rows
    .map(([first = "", ...others]) => {
      const facts = others.flatMap((cell, index) => {
        const text = textOf(cell);
        const head = columns[index + 1]?.head ?? "";
        return text === "" || text === "–" ? [] : [head === "" ? text : `${head} ${text}`];
      });
      const title = wrapped(textOf(first), width).map((line) => coloured(first, line));
      return [...title, ...wrapped(facts.join(" · "), room).map((line) => gap + line)].join("\n");
    })
    .join("\n");
}

/** A cell's text, or a part of it, in its colour. */
export function coloured(cell: Cell | undefined, text: string = textOf(cell)): string {
  return cell === undefined || typeof cell === "string" || text === "" ? text : cell.colour(text);
}

/** Lines of at most `width` columns, broken between words; a word that is longer is broken itself. */
function wrapped(text: string, width: number): string[] {
  if (stringWidth(text) <= width) return [text];
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ").flatMap((whole) => pieces(whole, width))) {
    const longer = line === "" ? word : `${line} ${word}`;
    if (stringWidth(longer) <= width) line = longer;
    else {
      if (line !== "") lines.push(line);
      line = word;
    }
  }
  return [...lines, line];
}

/** As much of a line as fits into `width` columns, safe to show. */
export function fittedText(text: string, width: number): string {
  return pieces(foreignText(text, 2 * width), width)[0] ?? "";
}

function pieces(word: string, width: number): string[] {
  if (stringWidth(word) <= width) return [word];
  const parts = [""];
  for (const character of word) {
    const longer = `${parts.at(-1) ?? ""}${character}`;
    if (stringWidth(longer) <= Math.max(2, width)) parts[parts.length - 1] = longer;
    else parts.push(character);
  }
  return parts;
}
