import { expect, test } from "vitest";
import { seriesOf } from "../../src/series.ts";
import { isFeedOfHistory } from "../../src/site/feed.ts";
import { siteFiles, type SiteFile } from "../../src/site/site.ts";
import type { SiteData, SiteSeries } from "../../src/site/site-data.ts";

const day = 86_400_000;
const start = Date.UTC(2026, 10, 1, 2);
const fingerprint = "00112233445566ff";

function seriesWith(backend: string, part: Partial<SiteSeries>): SiteSeries {
  const series = seriesOf(
    {
      fingerprint,
      backend,
      workload: "lenet-5",
      workloadKey: "k",
      task: "train",
      measurement: "train.stepMs",
      threads: "1",
      batchSize: null,
      precision: null,
      control: false,
    },
    { unit: "ms", better: "lower" },
  );
  const points = Array.from({ length: 20 }, (_, index) => ({
    at: start + index * day,
    runId: `run-${index}`,
    value: (index < 14 ? 10 : 11.5) + (index % 3) / 20,
    n: 6,
    low: 9.8,
    high: 12,
    quarantined: index === 3,
  }));
  return {
    ...series,
    points,
    nights: 20,
    state: "quiet",
    reason: null,
    missing: false,
    change: null,
    minimumDetectable: 0.04,
    ...part,
  };
}

const change = {
  at: start + 14 * day,
  kind: "step",
  effect: 0.15,
  worse: true,
  p: 0.001,
  q: 0.004,
  evidence: "Eight rounds: +14.9%.",
} as const;
const data: SiteData = {
  title: "Nightly <b>benchmarks</b>",
  repository: "https://example.org/owner/name",
  machines: [{ fingerprint, name: "bench-1", about: "AMD EPYC, 2 cores" }],
  nights: Array.from({ length: 20 }, (_, index) => ({
    runId: `run-${index}`,
    at: start + index * day,
    fingerprint,
    commit: "c".repeat(40),
    dirty: false,
    quarantined: index === 3 ? "the reference kernel took twice as long" : null,
    report: index === 19 ? "runs/run-19.html" : null,
    upgrades: index === 14 ? ["onnxruntime-node 1.29.0 → 1.30.0"] : [],
  })),
  series: [
    seriesWith("onnx-cpu", { state: "confirmed", change }),
    seriesWith("onnx-wasm", {}),
    seriesWith("tfjs-<script>alert(1)</script>", { state: "unjudged", reason: "too-few-nights" }),
  ],
  check: { at: start + 20 * day, judged: 2, unjudged: 1, missing: 0 },
  falseAlarms: { tested: 200, claimed: 3, low: 0.003, high: 0.043, nominal: 0.047 },
};

async function filesOf(site: SiteData): Promise<Map<string, string>> {
  const files: SiteFile[] = [];
  const points = new Map(site.series.map((series) => [series.id, series.points]));
  for await (const file of siteFiles(site, async (id) => points.get(id) ?? [])) files.push(file);
  return new Map(files.map(({ path, text }) => [path, text]));
}

test("the overview leads to every series, the feed and the reports", async () => {
  const files = await filesOf(data);
  const overview = files.get("index.html") ?? "";
  for (const { id } of data.series) {
    expect(overview).toContain(`href="series/${id}.html"`);
    expect(files.has(`series/${id}.html`)).toBe(true);
  }
  expect(overview).toContain('href="runs/run-19.html"');
  expect(overview).toContain(`href="https://example.org/owner/name/commit/${"c".repeat(40)}"`);
  expect(overview).toContain(
    "1 confirmed, 0 suspected; 2 series judged, 1 not judged and 0 without a value in the last night.",
  );
  expect(overview).toContain("3 would have been claimed: 1.5% (95% interval 0.3% to 4.3%)");
});

test("a series says its change, its upgrades and its quarantined nights", async () => {
  const files = await filesOf(data);
  const page = files.get(`series/${data.series[0]?.id}.html`) ?? "";
  expect(page).toContain("Confirmed: +15.0% since 2026-11-15 (q 0.0040)");
  expect(page).toContain("Eight rounds: +14.9%.");
  expect(page).toContain("onnxruntime-node 1.29.0 → 1.30.0");
  expect(page).toContain("the reference kernel took twice as long");
  expect(page).toContain('href="../index.html"');
});

test("names reach no page as markup", async () => {
  for (const [path, text] of await filesOf(data)) {
    if (!path.endsWith(".html")) continue;
    expect(text).not.toContain("<script>alert(1)");
    expect(text).not.toContain("<b>benchmarks");
  }
});

test("the feed tells what is confirmed and suspected, and the badge how many", async () => {
  const files = await filesOf(data);
  const feed = JSON.parse(files.get("feed.json") ?? "") as { items: { title: string; tags: string[] }[] };
  expect(feed.items).toHaveLength(1);
  expect(feed.items[0]?.tags).toEqual(["confirmed", "worse"]);
  expect(isFeedOfHistory(files.get("feed.json") ?? "")).toBe(true);
  expect(isFeedOfHistory('{"version":"https://jsonfeed.org/version/1.1","title":"A blog","items":[]}')).toBe(false);
  expect(isFeedOfHistory("not JSON")).toBe(false);
  expect(files.get("badge.svg")).toContain("regressions: 1 confirmed");
});

test("an empty history has an overview, too", async () => {
  const files = await filesOf({ ...data, machines: [], nights: [], series: [], check: null, falseAlarms: null });
  expect(files.get("index.html")).toContain("The history was not checked yet.");
});
