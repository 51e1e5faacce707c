import { cp, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { UsageError } from "@evenkeel/core";
import type { RunRow, SiteData, siteFiles, Store } from "@evenkeel/history";
import { Command } from "commander";
import { exitCodes } from "../../exit-codes.ts";
import { openPage } from "../../open-page.ts";
import { ProgressLine } from "../../progress.ts";
import { print } from "../../terminal.ts";
import { userPath } from "../../user-folder.ts";
import { storeOption, withStore, type StoreOptions } from "./store-option.ts";

interface Options extends StoreOptions {
  readonly out: string;
  readonly title: string;
  readonly repository?: string;
  readonly open?: true;
}

const help = `
A folder of pages that need no server: an overview with what is confirmed, suspected and quiet, a page a series, the
reports of the runs whose folders are here, feed.json (JSON Feed) and badge.svg. Any static host serves it as it is.

Examples:
  evenkeel history render
  evenkeel history render --out site --repository https://github.com/owner/name --title "Nightly benchmarks"
  evenkeel history render --open

${exitCodes({ good: "written", bad: "the history could not be read, or the pages not be written" })}`;

/** `evenkeel history render`: the history as a static site. */
export function renderCommand(): Command {
  return new Command("render")
    .description("write the history as a static site: what changed, and a page for each series")
    .option("--out <folder>", "where the pages go", "reports/history/site")
    .option("--title <text>", "what the pages are headed", "Benchmarks by night")
    .option("--repository <url>", "https://… of the repository: commits are linked there")
    .option("--open", "show the overview in the browser")
    .addOption(storeOption())
    .addHelpText("after", help)
    .action(async (options: Options) => {
      const out = userPath(options.out, "--out");
      const repository = repositoryOf(options.repository);
      await refuseForeign(out);
      const { title } = options;
      const data = await withStore(options, (store, base) => writeSite(store, { out, base, title, repository }));
      print(`${data.series.length} series, ${data.nights.length} nights: ${join(out, "index.html")}`);
      if (options.open === true) await openPage(join(out, "index.html"));
    });
}

function repositoryOf(typed: string | undefined): string | null {
  if (typed === undefined) return null;
  const url = URL.canParse(typed) ? new URL(typed) : null;
  if (url?.protocol === "https:" && url.username === "" && url.password === "") return typed.replace(/\/+$/, "");
  throw new UsageError("no address of a repository", {
    where: "--repository",
    expected: "https://host/owner/name, without a password",
    got: `"${typed}"`,
  });
}

/** A folder that holds something else, another site say, is not written over. */
async function refuseForeign(out: string): Promise<void> {
  if (!existsSync(out)) return;
  const { isFeedOfHistory } = await import("@evenkeel/history");
  const feed = await readFile(join(out, "feed.json"), "utf8").catch(() => null);
  if (feed !== null && isFeedOfHistory(feed)) return;
  if (feed === null && (await readdir(out).catch(() => ["a file"])).length === 0) return;
  throw new UsageError("a folder with something else in it", {
    where: "--out",
    expected: "a new folder, or one that holds such pages",
    got: out,
  });
}

interface Place {
  readonly out: string;
  readonly base: string;
  readonly title: string;
  readonly repository: string | null;
}

/** Everything is written beside the folder first, page by page, and takes its place in one step. */
async function writeSite(store: Store, { out, base, title, repository }: Place): Promise<SiteData> {
  const { collectSite, historiesOf, siteFiles } = await import("@evenkeel/history");
  const staged = `${out}.new`;
  await rm(staged, { recursive: true, force: true });
  const pages = new Map<string, string>();
  const reportOf = ({ id, folder }: RunRow) => {
    const page = folder === null ? null : resolve(base, folder, "index.html");
    if (page === null || !existsSync(page) || !/^[\w.-]+$/.test(id)) return null;
    pages.set(`runs/${id}.html`, page);
    return `runs/${id}.html`;
  };
  const data = await collectSite(store, { title, repository, reportOf });
  const files = siteFiles(data, historiesOf(store));
  await writePages(staged, { files, pages, total: data.series.length + pages.size });
  await rm(out, { recursive: true, force: true });
  await rename(staged, out);
  return data;
}

/** Where lines of progress cannot be rewritten, so many pages have one. */
const pagesOfLine = 250;

interface Pages {
  readonly files: ReturnType<typeof siteFiles>;
  /** Reports to be copied, by their path in the site. */
  readonly pages: ReadonlyMap<string, string>;
  /** Pages of series and reports. */
  readonly total: number;
}

async function writePages(folder: string, { files, pages, total }: Pages): Promise<void> {
  const line = new ProgressLine();
  let written = 0;
  const tell = () => {
    written += 1;
    if (process.stderr.isTTY || written % pagesOfLine === 0) line.show(String(written), `${written} of ${total} pages`);
  };
  try {
    for await (const { path, text } of files) {
      const file = join(folder, path);
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, text);
      if (path.startsWith("series/")) tell();
    }
    for (const [path, page] of pages) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await cp(page, join(folder, path));
      tell();
    }
  } finally {
    line.end();
  }
}
