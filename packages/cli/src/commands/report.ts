import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { readRunData, type ColumnId, type RunData } from "@evenkeel/analysis";
import { foreignText, UsageError } from "@evenkeel/core";
import {
  badgeColumns,
  csvTables,
  exporters,
  formats,
  type BadgeOf,
  type CsvTable,
  type Format,
} from "@evenkeel/report";
import { indexFile, writeBytes, writeManifest } from "@evenkeel/run-folder";
import { Command, Option } from "commander";
import { exitCodes } from "../exit-codes.ts";
import { keepPictures } from "../keep-pictures.ts";
import { knownName } from "../known-name.ts";
import { openPage } from "../open-page.ts";
import { runFolderOf } from "../run-reference.ts";
import { fileToWrite } from "../user-folder.ts";
import { print, printJson, safeForTerminal, safeJson, say } from "../terminal.ts";
import { describeVerification, verificationDocument } from "../verify/describe.ts";
import { isSound, verifyFolder } from "../verify/verify-folder.ts";

interface ReportOptions {
  readonly format: Format;
  readonly markdown?: true;
  readonly badge?: ColumnId | true;
  readonly workload?: string;
  readonly backend?: string;
  readonly table?: CsvTable;
  readonly out?: string;
  readonly open?: true;
  readonly verify?: true;
  readonly json?: true;
}

const help = `
Formats: html, the page, goes into the run folder; json is the summary that "run --json" prints; markdown is for a pull
request or the summary of a CI job, and stays below 60,000 characters; csv holds every measurement, or with --table
samples every raw sample; badge is a small SVG that says who leads a column, or that nobody does, or with --backend what
that backend reached. All but html go to stdout unless --out names a file.

--verify writes nothing. It computes every number again: measurements from the raw samples, claims from measurements,
initial weights and batch orders from their seeds, the page from the folder. Each difference is a line: file, place,
expected, got. What nothing in the folder gives again, such as the memory of a process, it counts and names. An edit with
a new manifest shows unless it is one of these numbers; who may have made the run up altogether, only a rerun tells.

Examples:
  evenkeel report latest --open
  evenkeel report 2026-11-28T09-00-00-quick
  evenkeel report reports/runs/<run id> --markdown >> "$GITHUB_STEP_SUMMARY"
  evenkeel report latest --badge p50 --out badge.svg
  evenkeel report reports/runs/<run id> --format csv --table samples --out samples.csv
  evenkeel report latest --verify

${exitCodes({
  good: "written, or no difference",
  bad: "the run folder is damaged, the file could not be written, or --verify found a difference",
})}`;

/** `evenkeel report`: a run folder as a page or in another format. */
export function reportCommand(): Command {
  return new Command("report")
    .description("render a run folder's index.html again, or export the run, from the folder alone")
    .argument("<run>", "a run folder, the id of a run in reports/runs, or latest")
    .addOption(new Option("--format <format>", "what to write").choices(formats).default("html"))
    .option("--markdown", "short for --format markdown")
    .addOption(
      new Option("--badge [column]", "a badge of a column (default: the first measured)").choices(badgeColumns),
    )
    .option("--workload <id>", "of which workload the badge is (default: the first)")
    .option("--backend <id>", "whose value the badge says (default: who leads)")
    .addOption(new Option("--table <table>", "which table of csv (default: measurements)").choices(csvTables))
    .option("--out <file>", "file to write (default: index.html in the run folder; stdout for other formats)")
    .option("--open", "show the page in the browser")
    .option("--verify", "compute every number again from the raw samples, and name each difference")
    .option("--json", "with --verify: what it found as one JSON document")
    .addHelpText("after", help)
    .action(async (run: string, given: ReportOptions) => {
      const options = { ...given, format: formatOf(given) };
      refuseTable(options);
      refuseBesideVerify(options);
      const folder = await runFolderOf(run, "run");
      if (options.verify === true) return verify(folder, options);
      const out = options.out === undefined ? null : await fileToWrite(options.out, "--out");
      const data = await dataOf(folder, out === null && options.format === "html");
      const badge = badgeOf(data, options);
      const written = exporters[options.format]({ data, folder, table: options.table ?? "measurements", badge });
      const pieces = options.format === "json" ? mapped(written, safeJson) : written;
      if (out !== null) await writePieces(out, pieces);
      else if (options.format === "html") await writeIndex(folder, pieces);
      else await printPieces(pieces);
      if (options.table === "samples") tellUnread(data);
      if (options.open === true) await openPage(out ?? join(folder, indexFile));
    });
}

/** Flags that stand for a format, and those that only a badge takes. */
function formatOf({ format, markdown, badge, workload, backend }: ReportOptions): Format {
  const short = [
    ...(markdown === true ? ["markdown" as const] : []),
    ...(badge === undefined ? [] : ["badge" as const]),
  ];
  const asked = new Set([...short, ...(format === "html" && short.length > 0 ? [] : [format])]);
  const [one = format, other] = asked;
  if (other !== undefined) {
    throw new UsageError("one format at a time", { where: `--${one}`, got: other, remedy: "leave one of the two out" });
  }
  const [beside] = [...(workload === undefined ? [] : ["--workload"]), ...(backend === undefined ? [] : ["--backend"])];
  if (beside !== undefined && one !== "badge") {
    throw new UsageError("only a badge is of one workload or backend", { where: beside, remedy: "add --badge" });
  }
  return one;
}

/** Throws `UsageError` for names that the run does not have. */
function badgeOf({ run }: RunData, { badge, workload, backend }: ReportOptions): BadgeOf {
  const ofRun = { workloads: run.workloads.map(({ id }) => id), backends: run.backends.map(({ id }) => id) };
  if (workload !== undefined)
    knownName(workload, ofRun.workloads, { what: "workload of the run", where: "--workload" });
  if (backend !== undefined) knownName(backend, ofRun.backends, { what: "backend of the run", where: "--backend" });
  return {
    ...(badge !== undefined && badge !== true && { column: badge }),
    ...(workload !== undefined && { workload }),
    ...(backend !== undefined && { backend }),
  };
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

/** Verifying writes nothing, and nothing else prints its document. */
function refuseBesideVerify({ verify: isVerified, json, out, open, format }: ReportOptions): void {
  if (isVerified !== true && json === true) {
    const remedy = "add --verify, or take --format json for the summary of the run";
    throw new UsageError("only --verify finds something to print", { where: "--json", remedy });
  }
  const [beside] = [
    ...(format === "html" ? [] : [`--format ${format}`]),
    ...(out === undefined ? [] : ["--out"]),
    ...(open === undefined ? [] : ["--open"]),
  ];
  if (isVerified !== true || beside === undefined) return;
  throw new UsageError("verifying writes and shows nothing", {
    where: "--verify",
    got: beside,
    remedy: "leave one of the two flags out",
  });
}

async function verify(folder: string, { json }: ReportOptions): Promise<void> {
  const verification = await verifyFolder(folder);
  if (json === true) printJson(verificationDocument(verification), 2);
  else print(describeVerification(verification));
  if (!isSound(verification)) process.exitCode = 1;
}

/** Of a page that goes into the run folder, after its pictures. */
async function dataOf(folder: string, isOwnPage: boolean): Promise<RunData> {
  const data = await readRunData(folder);
  if (!isOwnPage) return data;
  await keepPictures(folder, data);
  return readRunData(folder);
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
