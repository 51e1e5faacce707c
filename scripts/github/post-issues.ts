/**
 * Opens an issue for each confirmed regression, or brings the one that it has up to date:
 *
 *   node scripts/github/post-issues.ts FOLDER
 *
 * The folder's Markdown files are what `evenkeel history confirm --issues` wrote, in folders of their own where several
 * machines did. An issue is found again by the marker in its text, where this workflow's bot wrote it. One that was
 * closed stays closed, and is not written to: whoever closed it has decided. A change that comes back later is another
 * one, at another commit.
 */
import { globSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { allOf, apiOf, at, type Api } from "./api.ts";
import { inertMarkdown } from "./inert-markdown.ts";

const bot = "github-actions[bot]";
const mostBytes = 2 ** 20;
/** GitHub asks whoever writes much to let so much time pass between two texts. */
const pauseMs = 1000;

interface Text {
  readonly marker: string;
  readonly title: string;
  readonly body: string;
}

const folder = process.argv[2];
if (folder === undefined) throw new TypeError("name the folder of texts");
const texts = globSync("**/*.md", { cwd: folder })
  .toSorted()
  .map((file) => textOf(join(folder, file)));
if (texts.length === 0) process.stdout.write("no confirmed regression\n");
else await post(apiOf(process.env), [...new Map(texts.map((text) => [text.marker, text])).values()]);

async function post(api: Api, all: readonly Text[]): Promise<void> {
  const issues = `/repos/${api.repository}/issues`;
  const own = await allOf(api, `${issues}?state=all&creator=${encodeURIComponent(bot)}`);
  for (const [index, { marker, title, body }] of all.entries()) {
    if (index > 0) await wait(pauseMs);
    const known = own.find((issue) => isOf(issue, marker));
    const number = at(known, "number");
    if (known === undefined || typeof number !== "number") {
      await api.send("POST", issues, { title, body });
      process.stdout.write(`opened: ${title}\n`);
    } else if (at(known, "state") !== "open") {
      process.stdout.write(`${number} was closed and stays so: ${title}\n`);
    } else if (at(known, "title") === title && at(known, "body") === body) {
      process.stdout.write(`${number} says so already: ${title}\n`);
    } else {
      await api.send("PATCH", `${issues}/${number}`, { title, body });
      process.stdout.write(`${number} updated: ${title}\n`);
    }
  }
}

/** A person may write a marker, too; a pull request is an issue to GitHub. */
function isOf(issue: unknown, marker: string): boolean {
  return (
    at(issue, "user", "login") === bot &&
    at(issue, "pull_request") === undefined &&
    String(at(issue, "body")).startsWith(marker)
  );
}

/** A file's first line is the title, the marker begins the text. All else is made inert: names in it come from runs. */
function textOf(file: string): Text {
  if (statSync(file).size > mostBytes) throw new RangeError(`${file}: more than ${mostBytes} bytes`);
  const text = readFileSync(file, "utf8");
  const parts = /^# (?<title>[^\n]+)\n\n(?<marker><!-- evenkeel-history: [0-9a-f]{16} [0-9a-f]{7,64} -->)\n/.exec(text);
  const { title, marker } = parts?.groups ?? {};
  if (parts === null || title === undefined || marker === undefined) {
    throw new TypeError(`${file}: not the text of an issue`);
  }
  const body = `${marker}\n${inertMarkdown(text.slice(parts[0].length))}`;
  return { marker, title: inertMarkdown(title).slice(0, 250), body };
}
