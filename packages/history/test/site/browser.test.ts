import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import { browserPath, launchBrowser, layoutScript } from "@evenkeel/report/browser";
import axe from "axe-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SiteData, SiteSeries } from "../../src/site/site-data.ts";
import { change, data, day, filesOf, seriesWith, start } from "./made-up-site.ts";

type Browser = Awaited<ReturnType<typeof launchBrowser>>;
type Page = Awaited<ReturnType<Browser["newPage"]>>;

const points = (count: number): SiteSeries["points"] =>
  Array.from({ length: count }, (_, index) => ({
    at: start + (index - count + 20) * day,
    runId: `2026-11-28T02-17-00-a-long-name-of-an-experiment-${index}`,
    value: 12_345 + (index % 7) * 100,
    n: 6,
    low: 12_000,
    high: 13_500,
    quarantined: index % 50 === 3,
  }));
const drift = { ...change, kind: "drift", from: start, effect: 0.061, evidence: null } as const;
const rate = { measurement: "throughput.imagesPerSecond", unit: "images/s", better: "higher" } as const;
const ended = { presence: "ended", state: "unjudged", reason: "absent", lastAt: start, last: null } as const;
const suspected = seriesWith("onnx-wasm", { state: "suspected", change: drift, ...rate });
const many = seriesWith("a-backend-with-a-long-name", { points: points(900), nights: 900, ...rate });
const site: SiteData = {
  ...data,
  machines: [
    { fingerprint: suspected.fingerprint, name: null, about: "AMD EPYC 9355 64-Core Processor, 2 cores, 24 GiB, x64" },
  ],
  series: [...data.series, suspected, many, seriesWith("tfjs-cpu", ended)],
};
const skipped = browserPath === undefined ? " (skipped: no Chromium or Chrome in its usual places)" : "";

describe.skipIf(browserPath === undefined)(`the site in a browser${skipped}`, () => {
  let browser: Browser;
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "evenkeel-site-"));
    for (const [path, text] of await filesOf(site)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeFile(join(folder, path), text);
    }
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  const pages = {
    overview: "index.html",
    confirmed: pageOf(site.series[0]),
    drift: pageOf(suspected),
    many: pageOf(many),
  };

  async function inPage(path: string, colorScheme: "light" | "dark", ask: (page: Page) => Promise<void>) {
    const page = await browser.newPage({ viewport: { width: 1280, height: 800 }, colorScheme });
    const troubles: string[] = [];
    page.on("console", (message) => troubles.push(`console: ${message.text()}`));
    page.on("pageerror", (error) => troubles.push(`error: ${error.message}`));
    try {
      await page.goto(pathToFileURL(join(folder, path)).href);
      await ask(page);
      expect(troubles).toEqual([]);
    } finally {
      await page.close();
    }
  }

  test.each(Object.entries(pages))("axe finds nothing in %s, light and dark, wide and narrow", async (_, path) => {
    for (const [scheme, width] of [
      ["light", 1280],
      ["dark", 390],
    ] as const) {
      await inPage(path, scheme, async (page) => {
        await page.setViewportSize({ width, height: 800 });
        await page.evaluate(axe.source);
        const found = await page.evaluate<{ id: string; nodes: { html: string; failureSummary?: string }[] }[]>(
          "axe.run().then(({ violations }) => violations)",
        );
        expect(found.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`)).toEqual([]);
      });
    }
  });

  test.each(Object.entries(pages))(
    "nothing lies over another or is clipped in %s, from 360 to 1600 pixels",
    async (_, path) => {
      await inPage(path, "light", async (page) => {
        for (const width of [360, 640, 1024, 1280, 1600]) {
          await page.setViewportSize({ width, height: 800 });
          expect(await page.evaluate("document.documentElement.scrollWidth"), `${width}`).toBeLessThanOrEqual(width);
          expect(await page.evaluate(`${layoutScript} layoutOf.overlaps()`), `${width}`).toEqual([]);
          expect(await page.evaluate(`${layoutScript} layoutOf.clipped()`), `${width}`).toEqual([]);
        }
      });
    },
  );
});

function pageOf(series: SiteSeries | undefined): string {
  return `series/${series?.id}.html`;
}
