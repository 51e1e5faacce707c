/**
 * The top of a run's page as a picture, down to its first network: `node scripts/picture.ts [run folder] [picture]`.
 * Without arguments it makes the README's from the run of ten backends. Prints what the picture says, for its
 * alternative text.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { readRunData } from "@evenkeel/analysis";
import { headlineLines } from "../src/index.ts";
import { html } from "../src/exporters/html.ts";
import { browserPath, launchBrowser } from "./browser.ts";

const project = join(import.meta.dirname, "..", "..", "..");
const caller = process.env["INIT_CWD"] ?? process.cwd();
const [given, target] = process.argv.slice(2).map((path) => resolve(caller, path));
const folder = given ?? join(project, "reports", "reference", "ten-backends");
const picture = target ?? join(project, "docs", "report.png");
const widthPx = 1200;
const belowPx = 12;

if (browserPath === undefined) {
  process.stderr.write(
    "no Chromium or Chrome in its usual places; install one (Debian, Ubuntu: apt install chromium)\n",
  );
  process.exit(1);
}
const data = await readRunData(folder);
const temporary = await mkdtemp(join(tmpdir(), "evenkeel-picture-"));
const browser = await launchBrowser();
try {
  const file = join(temporary, "index.html");
  await writeFile(file, html(data));
  const page = await browser.newPage({ viewport: { width: widthPx, height: 800 }, colorScheme: "light" });
  await page.goto(pathToFileURL(file).href);
  const results = await page.locator("#results .cards > .card").first().boundingBox();
  if (results === null) throw new Error(`${folder}: its page has no results to show`);
  const height = Math.ceil(results.y + results.height + belowPx);
  await page.screenshot({ path: picture, fullPage: true, clip: { x: 0, y: 0, width: widthPx, height } });
} finally {
  await browser.close();
  await rm(temporary, { recursive: true, force: true });
}
process.stdout.write(`${relative(caller, picture)}\n${headlineLines(data).join("\n")}\n`);
