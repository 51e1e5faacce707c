/**
 * How long a page of 1,000 cells takes to make, and to open where there is a browser: `node scripts/thousand-cells.ts`.
 * With `node --cpu-prof` it says where the time goes.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { madeUpRun } from "@evenkeel/analysis/made-up-run";
import { html } from "../src/exporters/html.ts";
import { browserPath, launchBrowser } from "./browser.ts";

const data = madeUpRun({
  models: Array.from({ length: 5 }, (_, index) => `model-${index + 1}`),
  backends: Array.from({ length: 10 }, (_, index) => `backend-${index + 1}`),
  tasks: ["train", "evaluate", "latency", "throughput"],
  rounds: 6,
  seeds: [1, 2],
});
const [begun, before] = [performance.now(), process.cpuUsage()];
const page = html(data);
const [seconds, { user }] = [(performance.now() - begun) / 1000, process.cpuUsage(before)];
say(
  `${data.run.cells.length} cells: ${seconds.toFixed(2)} s (${(user / 1e6).toFixed(2)} s of CPU), ${(page.length / 1e6).toFixed(2)} MB`,
);
if (browserPath !== undefined) await open();

async function open(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "evenkeel-cells-"));
  const browser = await launchBrowser();
  try {
    const file = join(folder, "index.html");
    await writeFile(file, page);
    const opened = await browser.newPage({ viewport: { width: 1280, height: 800 } });
    await opened.goto(pathToFileURL(file).href);
    const times = `(({ domInteractive, domComplete }) => [domInteractive, domComplete])(performance.getEntriesByType("navigation")[0])`;
    const [interactive, complete] = await opened.evaluate<[number, number]>(times);
    say(`opened: text after ${Math.round(interactive)} ms, script done after ${Math.round(complete)} ms`);
    const scrolled = `new Promise((done) => { const begun = performance.now(); scrollTo(0, document.body.scrollHeight);
      requestAnimationFrame(() => requestAnimationFrame(() => done(performance.now() - begun))); })`;
    say(`scrolled to its end in ${Math.round(await opened.evaluate<number>(scrolled))} ms`);
  } finally {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  }
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
