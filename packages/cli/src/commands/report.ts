import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { readRunData, type RunData } from "@evenkeel/analysis";
import { foreignText, UsageError } from "@evenkeel/core";
import { csvTables, exporters, formats, type CsvTable, type Format } from "@evenkeel/report";
import { indexFile, writeBytes, writeManifest } from "@evenkeel/run-folder";
import { Command, Option } from "commander";
import { exitCodes } from "../exit-codes.ts";
import { openPage } from "../open-page.ts";
import { runFolderOf } from "../run-reference.ts";
import { fileToWrite } from "../user-folder.ts";
import { print, safeForTerminal, safeJson, say } from "../terminal.ts";

interface ReportOptions {
  readonly format: Format;
  readonly table?: CsvTable;
  readonly out?: string;
  readonly open?: true;
}

const help = `
Formats: html, the page, goes into the run folder; json is the summary that "run --json" prints; markdown is for a pull
request or the summary of a CI job; csv holds every measurement, or with --table samples every raw sample. All but html
go to stdout unless --out names a file.

Examples:
  evenkeel report latest --open
  evenkeel report 2026-11-28T09-00-00-quick
  evenkeel report reports/runs/<run id> --format markdown >> "$GITHUB_STEP_SUMMARY"
  evenkeel report reports/runs/<run id> --format csv --table samples --out samples.csv

${exitCodes({ good: "written", bad: "the run folder is damaged, or the file could not be written" })}`;

/** `evenkeel report`: a run folder as a page or in another format. */
export function reportCommand(): Command {
  return new Command("report")
    .description("render a run folder's index.html again, or export the run, from the folder alone")
    .argument("<run>", "a run folder, the id of a run in reports/runs, or latest")
    .addOption(new Option("--format <format>", "what to write").choices(formats).default("html"))
    .addOption(new Option("--table <table>", "which table of csv (default: measurements)").choices(csvTables))
    .option("--out <file>", "file to write (default: index.html in the run folder; stdout for other formats)")
    .option("--open", "show the page in the browser")
    .addHelpText("after", help)
    .action(async (run: string, options: ReportOptions) => {
      refuseTable(options);
      const folder = await runFolderOf(run, "run");
      const out = options.out === undefined ? null : await fileToWrite(options.out, "--out");
      const data = await readRunData(folder);
      const written = exporters[options.format]({ data, folder, table: options.table ?? "measurements" });
      const pieces = options.format === "json" ? mapped(written, safeJson) : written;
      if (out !== null) await writePieces(out, pieces);
      else if (options.format === "html") await writeIndex(folder, pieces);
      else await printPieces(pieces);
      if (options.table === "samples") tellUnread(data);
      if (options.open === true) await openPage(out ?? join(folder, indexFile));
    });
}

/** Other formats have no tables to choose from, and only a page can be shown. */
function refuseTable({ format, table, open }: ReportOptions): void {
  if (open === true && format !== "html") {
    throw new UsageError("only a page can be shown in the browser", {
      where: "--open",
      got: `--format ${format}`,
      remedy: "leave one of the two flags out",
    });
  }
  if (table === undefined || format === "csv") return;
  throw new UsageError("only csv has tables", {
    where: "--table",
    got: `--format ${format}`,
    remedy: "leave the flag out, or add --format csv",
  });
}

async function writeIndex(folder: string, pieces: Iterable<string>): Promise<void> {
  await writePieces(join(folder, indexFile), pieces);
  await writeManifest(folder);
}

async function writePieces(file: string, pieces: Iterable<string>): Promise<void> {
  await writeBytes(file, Buffer.concat(Array.from(pieces, (piece) => Buffer.from(piece))), "out");
  print(file);
}

/**
 * Writes to stdout what a file would hold; on a terminal, what that obeys is escaped. A reader that stops early, as
 * `head` does, is no error; any other failure of stdout is told by who listens to it.
 */
async function printPieces(pieces: Iterable<string>): Promise<void> {
  const shown = process.stdout.isTTY ? mapped(pieces, safeForTerminal) : pieces;
  await pipeline(Readable.from(shown), process.stdout, { end: false }).catch((error: NodeJS.ErrnoException) => {
    if (error.syscall !== "write") throw error;
  });
}

function* mapped(pieces: Iterable<string>, change: (piece: string) => string): Iterable<string> {
  for (const piece of pieces) yield change(piece);
}

/** A table has no place for what it lacks. */
function tellUnread({ problems }: RunData): void {
  for (const [message, alike] of Map.groupBy(problems, (problem) => problem.message)) {
    const [first] = alike;
    const who = alike.length === 1 ? first?.cellId : `${alike.length} cells`;
    say(`not in the table: ${who}: ${foreignText(message)}`);
  }
}
