import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { summaryDocumentOf, type RunData } from "@evenkeel/analysis";
import { failingGate, madeUpRun } from "@evenkeel/analysis/fixture";
import type { Cell, CellResult } from "@evenkeel/core";
import axe from "axe-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { browserPath, launchBrowser, layoutScript } from "../../scripts/browser.ts";
import { csv } from "../../src/exporters/csv.ts";
import { html } from "../../src/exporters/html.ts";
import { hostileRun } from "./hostile-run.ts";

const tasks = [
  "gradients",
  "train",
  "evaluate",
  "latency",
  "throughput",
  "multi-stream",
  "server",
  "step-time",
  "overhead",
] as const;
const stepTime = { batchSizes: [4, 32], threads: [1, 2], references: ["onnx-wasm", "tfjs-wasm"] };
const many = Array.from({ length: 16 }, (_, index) => `backend-with-a-long-name-${index + 1}`);
const three = ["onnx-cpu", "tfjs-wasm", "tfjs-cpu"];
const noThroughput = (cell: Cell, result: CellResult) => (cell.task === "throughput" ? null : result);
const pages: Readonly<Record<string, () => RunData>> = {
  whole: () => failingGate(madeUpRun({ tasks, stepTime, rounds: 2, epochs: 2, threads: [1, "default"] }), "tfjs-wasm"),
  gated: () => failingGate(madeUpRun({ tasks, stepTime, models: ["lenet-5"], backends: three }), "tfjs-wasm"),
  partial: () => madeUpRun({ models: ["lenet-5"], backends: three, state: "interrupted", settle: noThroughput }),
  sixteen: () => madeUpRun({ models: ["lenet-5"], tasks, stepTime, backends: many, epochs: 2, rounds: 3 }),
  hostile: hostileRun,
};
const paper = { widthPx: 1032, heightPx: 703 };
const measure = (call: string) => `${layoutScript} layoutOf.${call}`;
/** Everything unfolded, and laid out also where it is not in sight. */
const unfold = `for (const one of document.querySelectorAll("details")) one.open = true;
  for (const one of document.querySelectorAll("section")) one.style.contentVisibility = "visible";`;
const skipped = browserPath === undefined ? " (skipped: no Chromium or Chrome in its usual places)" : "";

describe.skipIf(browserPath === undefined)(`in a browser${skipped}`, () => {
  let browser: Browser;
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "evenkeel-page-"));
    for (const [name, data] of Object.entries(pages)) await writeFile(join(folder, `${name}.html`), html(data()));
    browser = await launchBrowser();
  });
  afterAll(async () => {
    await browser.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** Opens a page, and fails at what it asks of the network or says to the console. */
  async function inPage(name: string, options: BrowserContextOptions, ask: (page: Page) => Promise<void>) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
    const page = await context.newPage();
    const address = pathToFileURL(join(folder, `${name}.html`)).href;
    const troubles: string[] = [];
    page.on("console", (message) => troubles.push(`console: ${message.text()}`));
    page.on("pageerror", (error) => troubles.push(`error: ${error.message}`));
    page.on("request", (request) => {
      if (request.url() !== address && !request.url().startsWith("blob:")) troubles.push(`request: ${request.url()}`);
    });
    try {
      await page.goto(address);
      await ask(page);
      expect(troubles).toEqual([]);
    } finally {
      await context.close();
    }
  }

  test.each([
    ["gated", "light", 1280],
    ["gated", "dark", 360],
    ["partial", "light", 1280],
  ] as const)("axe finds nothing, %s, %s, %i pixels, everything unfolded", async (name, colorScheme, width) => {
    await inPage(name, { colorScheme, viewport: { width, height: 800 } }, async (page) => {
      await page.evaluate(unfold);
      await page.evaluate(axe.source);
      const violations = await page.evaluate<{ id: string; nodes: { html: string; failureSummary?: string }[] }[]>(
        "axe.run().then(({ violations }) => violations)",
      );
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html} ${nodes[0]?.failureSummary}`)).toEqual([]);
    });
  });

  test.each(["whole", "partial", "sixteen", "hostile"])(
    "no label lies over another and nothing is clipped from 360 to 1600 pixels: %s",
    async (name) => {
      await inPage(name, {}, async (page) => {
        await page.evaluate(unfold);
        for (const width of [360, 640, 1024, 1280, 1600]) {
          await page.setViewportSize({ width, height: 800 });
          expect(await page.evaluate("document.documentElement.scrollWidth"), `${width}`).toBeLessThanOrEqual(width);
          expect(await page.evaluate(measure("overlaps()")), `${width}`).toEqual([]);
          expect(await page.evaluate(measure("clipped()")), `${width}`).toEqual([]);
        }
      });
    },
  );

  test.each(["whole", "sixteen"])("A4 holds every figure and row whole: %s", async (name) => {
    await inPage(name, { viewport: { width: paper.widthPx, height: paper.heightPx } }, async (page) => {
      await page.emulateMedia({ media: "print" });
      expect(await page.evaluate(measure(`unprintable(${paper.widthPx}, ${paper.heightPx})`))).toEqual([]);
      expect(await page.locator(".tools").first().isVisible()).toBe(false);
      const colours = `getComputedStyle(document.documentElement).colorScheme`;
      expect(await page.evaluate(colours)).toBe("light");
    });
  });

  test("without its script the page shows all, and nothing that needs the script", async () => {
    await inPage("whole", { javaScriptEnabled: false }, async (page) => {
      expect(await page.locator("button, input, select, .tools, .tip").count()).toBe(0);
      expect(await page.locator("#comparison-table td .value").first().isVisible()).toBe(true);
      expect(await page.locator("figure.chart svg").first().isVisible()).toBe(true);
    });
  });

  test("a table is sorted by value, by its heads, and back again", async () => {
    await inPage("whole", {}, async (page) => {
      const heads = page.locator("#comparison-table thead th");
      const training = `[...document.querySelector("#comparison-table tbody").rows].slice(1)
        .map(({ cells }) => cells[1].querySelector(".value").textContent)`;
      const original = await page.evaluate<string[]>(training);
      const sort = heads.nth(1).locator("button");
      await sort.focus();
      await page.keyboard.press("Enter");
      expect(await heads.nth(1).getAttribute("aria-sort")).toBe("ascending");
      const rising = await page.evaluate<string[]>(training);
      const values = rising.filter((text) => /\d/.test(text)).map((text) => Number(text.replace(",", "")));
      expect(values).toHaveLength(3);
      expect(values).toEqual(values.toSorted((a, b) => a - b));
      expect(rising.at(-1)).toBe("not comparable");
      await page.keyboard.press("Enter");
      expect(await page.evaluate(training)).toEqual([...rising.slice(0, 3).toReversed(), "not comparable"]);
      await page.keyboard.press("Enter");
      expect(await heads.nth(1).getAttribute("aria-sort")).toBe("none");
      expect(await page.evaluate(training)).toEqual(original);
    });
  });

  test("numbers, powers of ten and times sort by what they are", async () => {
    await inPage("whole", {}, async (page) => {
      const script = await readFile(join(import.meta.dirname, "../../src/page/script/number-of.js"), "utf8");
      const numberOf = `${script.replaceAll("export ", "")};`;
      const texts = ["12,046", "2.3\u00A0×\u00A010⁻⁴", "10⁻⁵", "0.43 (0.31–0.62)", "2 h 5 min", "45 s", "-3.5", "none"];
      const found = await page.evaluate(`(() => { ${numberOf} return ${JSON.stringify(texts)}.map(numberOf); })()`);
      expect(found).toEqual([12_046, 2.3e-4, 1e-5, 0.43, 7500, 45, -3.5, Number.NaN]);
    });
  });

  test("rows are filtered by their words, and their group goes with them", async () => {
    await inPage("whole", {}, async (page) => {
      const tools = page.locator("#comparison .tools").first();
      await tools.locator("input").fill("wasm onnx");
      expect(await tools.locator("[role=status]").textContent()).toBe("2 of 8 rows");
      expect(await page.locator("#comparison-table tbody tr:not(.group):visible th").allTextContents()).toEqual([
        expect.stringContaining("onnx-wasm"),
        expect.stringContaining("onnx-wasm"),
      ]);
      await tools.locator("input").fill("nothing like it");
      expect(await page.locator("#comparison-table tbody:visible").count()).toBe(0);
      await tools.locator("input").fill("");
      expect(await page.locator("#comparison-table tbody tr:not(.group):visible").count()).toBe(8);
    });
  });

  test("ratios are taken to the chosen backend, of what compares alone", async () => {
    await inPage("whole", {}, async (page) => {
      await page.locator("#comparison select").first().selectOption("onnx-wasm");
      const ratio = (backend: string, column: string) =>
        page.locator(`[id="compare-keras-mnist-cnn.${backend}.${column}"] .ratio`).allTextContents();
      expect(await ratio("onnx-wasm", "step")).toEqual(["baseline"]);
      const [ms, base] = await Promise.all(
        ["onnx-cpu", "onnx-wasm"].map((backend) =>
          page.locator(`[id="compare-keras-mnist-cnn.${backend}.step"]`).getAttribute("data-value"),
        ),
      );
      expect(await ratio("onnx-cpu", "step")).toEqual([`${(Number(ms) / Number(base)).toPrecision(3)} ×`]);
      expect(await ratio("onnx-cpu", "accuracy")).toEqual([expect.stringMatching(/^[+−]\d+\.\d\d points$/)]);
      expect(await ratio("tfjs-wasm", "step")).toEqual([]);
      await page.locator("#comparison select").first().selectOption("");
      expect(await page.locator(".ratio").count()).toBe(0);
    });
  });

  test("a table is copied as CSV and Markdown, and says so", async () => {
    await inPage("whole", { permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
      const tools = page.locator("#comparison .tools").first();
      await tools.locator("input").fill("onnx-cpu");
      await tools.getByText("Copy CSV").click();
      await expect.poll(() => tools.locator("[role=status]").textContent()).toBe("copied 2 rows as CSV");
      const text = await page.evaluate<string>("navigator.clipboard.readText()");
      const [head, first] = text.split("\r\n");
      expect(head).toMatch(/^Group,Backend,Training images\/s/);
      expect(first).toMatch(/^keras-mnist-cnn,onnx-cpu,\d{4},/);
      await tools.getByText("Copy Markdown").click();
      await expect.poll(() => tools.locator("[role=status]").textContent()).toBe("copied 2 rows as Markdown");
      const lines = (await page.evaluate<string>("navigator.clipboard.readText()")).trim().split("\n");
      expect(lines).toHaveLength(4);
      expect(lines[1]).toMatch(/^(?:\| --- )+\|$/);
    });
  });

  test("charts say their values at the pointer and by arrow keys", async () => {
    await inPage("whole", {}, async (page) => {
      const figure = page.locator("#loss-keras-mnist-cnn");
      await figure.locator(".drawing").focus();
      await page.keyboard.press("ArrowRight");
      expect(await figure.locator(".tip").textContent()).toMatch(/^step \d+\nonnx-cpu: \d\.\d{4}/);
      await page.keyboard.press("Escape");
      expect(await figure.locator(".tip").isVisible()).toBe(false);
      const mark = page.locator("#trade-off-keras-mnist-cnn svg title").first().locator("..");
      await mark.scrollIntoViewIfNeeded();
      const box = await mark.boundingBox();
      await page.mouse.move((box?.x ?? 0) + 3, (box?.y ?? 0) + 3);
      expect(await page.locator("#trade-off-keras-mnist-cnn .tip").textContent()).toMatch(
        /^onnx-cpu\n[\d,]+ images\/s/,
      );
    });
  });

  test("light or dark is remembered, and a browser that keeps nothing is no trouble", async () => {
    const shade = "getComputedStyle(document.body).backgroundColor";
    await inPage("whole", { colorScheme: "light" }, async (page) => {
      const light = await page.evaluate(shade);
      await page.getByRole("button", { name: "Dark colours" }).click();
      const dark = await page.evaluate(shade);
      expect(dark).not.toBe(light);
      await page.reload();
      expect(await page.evaluate(shade)).toBe(dark);
      await page.evaluate(`Storage.prototype.setItem = () => { throw new Error("full"); }`);
      await page.getByRole("button", { name: "Light colours" }).click();
      expect(await page.evaluate(shade)).toBe(light);
    });
  });

  test("what the page carries is saved as JSON and as the CSV of the command line", async () => {
    await inPage("whole", {}, async (page) => {
      const saved = async (name: string) => {
        const [download] = await Promise.all([page.waitForEvent("download"), page.getByText(name).click()]);
        return readFile(await download.path(), "utf8");
      };
      const data = pages["whole"]?.() as RunData;
      expect(await saved("Save CSV")).toBe([...csv({ data, folder: "", table: "measurements" })].join(""));
      expect(JSON.parse(await saved("Save JSON"))).toEqual(
        JSON.parse(JSON.stringify(summaryDocumentOf(data.run, data.run.runId))),
      );
    });
  });

  test("names that are markup stay names in all that the script makes of them", async () => {
    await inPage("hostile", {}, async (page) => {
      for (const head of await page.locator("#comparison .sort, #agreement .sort").all()) await head.click();
      await page.locator("#comparison .tools").getByText("Copy Markdown").click();
      for (const figure of await page.locator("figure.chart .drawing").all()) {
        await figure.focus();
        await figure.press("ArrowRight");
      }
      expect(await page.evaluate("window.hacked")).toBeUndefined();
      expect(await page.locator("script").count()).toBe(2);
      expect(await page.locator("img:not([src^='data:image/png;base64,'])").count()).toBe(0);
    });
  });
});
