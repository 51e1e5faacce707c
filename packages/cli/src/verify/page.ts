import { existsSync } from "node:fs";
import { join } from "node:path";
import { Findings, type Finding, type Run } from "@evenkeel/analysis";
import { pageEdition, renderReport } from "@evenkeel/report";
import { indexFile, readBytes } from "@evenkeel/run-folder";
import { z } from "zod";

/** Most differences of one page that are told apart. */
const mostDifferences = 20;

/**
 * Renders a run folder's page again and compares it byte for byte. Of a page that another edition rendered only those
 * numbers are looked at that today's page shows as well. Throws `RunFolderError` where one of the two cannot be read.
 */
export async function verifyPage(folder: string, run: Run): Promise<Finding> {
  const found = new Findings("page");
  const file = join(folder, indexFile);
  if (!existsSync(file)) {
    found.unproved("a page", "not-kept");
    return found.finding();
  }
  const got = Buffer.from(await readBytes(file)).toString("utf8");
  comparePages(found, run, await renderReport(folder), got);
  return found.finding();
}

function comparePages(found: Findings, run: Run, expected: string, got: string): void {
  const edition = editionOf(got);
  if (expected === got) {
    found.well(numbersIn(got).length);
  } else if (edition === null || !got.trimEnd().endsWith("</html>")) {
    found.differs({ file: indexFile, path: "", expected: "a whole page of Evenkeel", got: `${got.length} characters` });
  } else if (edition === pageEdition()) {
    for (const difference of differingLines(expected, got).slice(0, mostDifferences)) found.differs(difference);
  } else {
    const shown = new Set(numbersIn(expected));
    const numbers = numbersIn(got);
    const known = numbers.filter((number) => shown.has(number)).length;
    found.well(known);
    found.unproved("numbers of the page", "other-edition", numbers.length - known);
    compareEmbedded(found, run, got);
  }
}

const embedded = z.object({
  summary: z.object({ cells: z.array(z.object({ id: z.string(), measurements: z.record(z.string(), z.unknown()) })) }),
});

/** The measurements that a page carries for others to take; a page from before it did has none. */
function compareEmbedded(found: Findings, { cells }: Run, page: string): void {
  const text = /<script type="application\/json" id="run-data">(?<json>.*?)<\/script>/s.exec(page)?.groups?.["json"];
  if (text === undefined) return;
  const carried = embedded.safeParse(jsonOrNull(text)).data?.summary.cells ?? [];
  const recorded = new Map<string, object>(cells.map(({ id, measurements }) => [id, measurements]));
  if (carried.length !== cells.length) {
    found.compare({ file: indexFile, path: "run-data summary.cells.length" }, cells.length, carried.length);
  }
  for (const { id, measurements } of carried) {
    const own = (recorded.get(id) ?? {}) as Readonly<Record<string, unknown>>;
    for (const name of Object.keys({ ...own, ...measurements })) {
      const path = `run-data summary.cells["${id}"].measurements["${name}"]`;
      found.compare({ file: indexFile, path }, own[name], measurements[name]);
    }
  }
}

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return null;
  }
}

/** Just `Evenkeel` of a page from before there were editions; null of anything else. */
function editionOf(page: string): string | null {
  return /<meta name="generator" content="(?<edition>Evenkeel[^"]*)">/.exec(page)?.groups?.["edition"] ?? null;
}

/** Numbers that a reader sees: style, pictures and attributes left out. */
function numbersIn(page: string): string[] {
  const text = page.replaceAll(/<(?<kind>style|svg|script)\b.*?<\/\k<kind>>/gs, " ").replaceAll(/<[^>]*>/g, " ");
  return text.match(/\d[\d,.]*/g) ?? [];
}

/** Where two pages part, line by line between what they begin and end with alike. */
function differingLines(expected: string, got: string) {
  const [should, is] = [expected.split("\n"), got.split("\n")];
  const shorter = Math.min(should.length, is.length);
  let start = 0;
  while (start < shorter && should[start] === is[start]) start += 1;
  let end = 0;
  while (end < shorter - start && should.at(-1 - end) === is.at(-1 - end)) end += 1;
  const pairs = Math.max(should.length, is.length) - end - start;
  return Array.from({ length: pairs }, (_, index) => ({ index: start + index }))
    .map(({ index }) => ({
      index,
      one: index < should.length - end ? (should[index] ?? "") : "",
      other: index < is.length - end ? (is[index] ?? "") : "",
    }))
    .filter(({ one, other }) => one !== other)
    .map(({ index, one, other }) => ({ file: indexFile, path: `line ${index + 1}`, ...parting(one, other) }));
}

/** Characters shown on either side of what differs. */
const around = 30;

function parting(one: string, other: string): { readonly expected: string; readonly got: string } {
  const shorter = Math.min(one.length, other.length);
  let start = 0;
  while (start < shorter && one[start] === other[start]) start += 1;
  let end = 0;
  while (end < shorter - start && one.at(-1 - end) === other.at(-1 - end)) end += 1;
  const cut = (text: string) => text.slice(Math.max(0, start - around), text.length - Math.max(0, end - around));
  return { expected: JSON.stringify(cut(one)), got: JSON.stringify(cut(other)) };
}
