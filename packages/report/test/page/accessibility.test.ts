import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { failingGate, madeUpRun } from "@evenkeel/analysis/fixture";
import axe from "axe-core";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { browserPath, launchBrowser } from "../../scripts/browser.ts";
import { html } from "../../src/exporters/html.ts";

const tasks = ["gradients", "train", "evaluate", "latency", "throughput"] as const;

describe.skipIf(browserPath === undefined)(
  `in a browser${browserPath === undefined ? " (skipped: no Chromium or Chrome in its usual places)" : ""}`,
  () => {
    let browser: Browser;
    let folder: string;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "evenkeel-axe-"));
      await writeFile(
        join(folder, "index.html"),
        html(failingGate(madeUpRun({ tasks, rounds: 2, epochs: 2, state: "interrupted" }), "tfjs-wasm")),
      );
      browser = await launchBrowser();
    });
    afterAll(async () => {
      await browser.close();
      await rm(folder, { recursive: true, force: true });
    });

    async function opened(colorScheme: "light" | "dark", width: number) {
      const page = await browser.newPage({ colorScheme, viewport: { width, height: 800 } });
      await page.goto(pathToFileURL(join(folder, "index.html")).href);
      return page;
    }

    test.each(["light", "dark"] as const)("axe finds nothing, %s, everything unfolded", async (colorScheme) => {
      const page = await opened(colorScheme, 1280);
      await page.locator("details").evaluateAll((all) => all.forEach((details) => details.setAttribute("open", "")));
      await page.evaluate(axe.source);
      const violations = await page.evaluate<{ id: string; nodes: { html: string; failureSummary?: string }[] }[]>(
        "axe.run().then(({ violations }) => violations)",
      );
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`)).toEqual([]);
      await page.close();
    });

    test.each([390, 1280])("the page itself never scrolls sideways at %i pixels", async (width) => {
      const page = await opened("light", width);
      expect(await page.evaluate("document.documentElement.scrollWidth")).toBeLessThanOrEqual(width);
      await page.close();
    });
  },
);
