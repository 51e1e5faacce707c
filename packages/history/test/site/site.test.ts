import { expect, test } from "vitest";
import { isFeedOfHistory } from "../../src/site/feed.ts";
import type { SiteData, SiteSeries } from "../../src/site/site-data.ts";
import { change, data, day, filesOf, seriesWith, start } from "./made-up-site.ts";

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
  expect(page).toContain("Confirmed: +15.0% since 2026-11-15, worse (q 0.0040)");
  expect(page).toContain("Eight rounds: +14.9%.");
  expect(page).toContain("onnxruntime-node 1.29.0 → 1.30.0");
  expect(page).toContain("the reference kernel took twice as long");
  expect(page).toContain('href="../index.html"');
});

/** The row of a backend in the overview's tables, without markup. */
async function rowOf(series: Partial<SiteSeries>): Promise<string> {
  const overview = (await filesOf({ ...data, series: [seriesWith("onnx-cpu", series)] })).get("index.html") ?? "";
  const row = /<tr><th scope="row">onnx-cpu<\/th>.*<\/tr>/.exec(overview)?.[0] ?? "";
  return row
    .replaceAll(/<svg.*?<\/svg>|<[^>]+>/g, " ")
    .replaceAll("\u2060", "")
    .replaceAll(/\s+/g, " ");
}

test("a series without a value in the last night shows the last one that counts, with its day", async () => {
  const { points } = seriesWith("onnx-cpu", {});
  const until = (count: number) => ({ points: points.slice(0, count), last: points[count - 1] ?? null });
  const lastAt = start + 9 * day;
  expect(await rowOf({})).toMatch(/ 11\.6 ms 20 quiet /);
  expect(await rowOf({ ...until(10), lastAt, presence: "missing" })).toMatch(
    / 10\.0 ms on 2026-11-10 20 no value since 2026-11-10 /,
  );
  const ended = { ...until(10), lastAt, presence: "ended", state: "unjudged", reason: "absent" } as const;
  expect(await rowOf(ended)).toMatch(/ 10\.0 ms on 2026-11-10 20 ended: last measured 2026-11-10 /);
  // The night of the 4th is quarantined.
  expect(await rowOf({ points: points.slice(0, 4), last: points[2] ?? null, lastAt: start + 3 * day })).toMatch(
    / 10\.1 ms on 2026-11-03 20 /,
  );
  expect(await rowOf({ points: points.slice(3, 4), last: null })).toMatch(/ none that counts 20 /);
});

test("why a series is not judged is said in words, also of a later version's reason", async () => {
  const because = (reason: string) => rowOf({ state: "unjudged", reason: reason as SiteSeries["reason"] });
  expect(await because("too-few-nights")).toContain("not judged: fewer than 7 nights that count");
  expect(await because("outside-scale")).toContain("not judged: a value is not above zero");
  expect(await because("no-direction")).toContain("not judged: neither direction is better");
  expect(await because("not-checked")).toContain("not judged: not checked yet");
  expect(await because("full-moon")).toContain("not judged: full-moon");
});

test("what could be found of an accuracy is in points, of all else in percent", async () => {
  expect(await rowOf({ minimumDetectable: 0.04 })).toMatch(/ 4\.0% $/);
  const accuracy = { measurement: "evaluate.accuracy", unit: "ratio", better: "higher" } as const;
  expect(await rowOf({ ...accuracy, minimumDetectable: 0.004 })).toMatch(/ 0\.40 points $/);
});

test("changes are drawn the latest first, and those before the nights of the drawings are counted", async () => {
  const changed = (backend: string, from: number) =>
    seriesWith(backend, { state: "confirmed", change: { ...change, at: from, from } });
  const series = [changed("a", start + 5 * day), changed("b", start + 15 * day), changed("c", start - 40 * day)];
  const overview = (await filesOf({ ...data, series })).get("index.html") ?? "";
  expect([...overview.matchAll(/<figure [^>]*id="finding-(\w+)"/g)].map(([, id]) => id)).toEqual([
    series[1]?.id,
    series[0]?.id,
  ]);
  expect(overview).toContain("Confirmed: 3");
  expect(overview).toContain("1 older one stands in the tables below.");
  expect(overview).toContain("the first night after a change");
});

test("a drift is said from where it began, and has no night at which it happened", async () => {
  const drift = { ...change, kind: "drift", at: start + 19 * day, from: start, effect: 0.061 } as const;
  const one = seriesWith("onnx-cpu", { state: "suspected", change: drift });
  const files = await filesOf({ ...data, series: [one] });
  const page = files.get(`series/${one.id}.html`) ?? "";
  expect(page).toContain("Suspected: +6.1%, drifting since 2026-11-01, worse (q 0.0040)");
  const drawing = /<div class="drawing".*?<\/div>/s.exec(page)?.[0] ?? "";
  expect(drawing).not.toContain("var(--bad)");
  expect(files.get("index.html")).not.toContain(`class="rule-at"`);
});

test("an upgrade of years ago leaves a young series its room", async () => {
  const old = { ...(data.nights[0] as SiteData["nights"][number]), runId: "old", at: start - 900 * day };
  const page = async (nights: SiteData["nights"]) =>
    (await filesOf({ ...data, nights })).get(`series/${data.series[1]?.id}.html`);
  const upgraded = [{ ...old, upgrades: ["numpy 2.3 → 2.4"] }, ...data.nights];
  expect(await page(upgraded)).toBe(await page([{ ...old, upgrades: [] }, ...data.nights]));
});

test("a series of many nights has a table of the latest, and a drawing of all", async () => {
  const points = Array.from({ length: 900 }, (_, index) => ({
    ...(data.series[1]?.points[0] as SiteSeries["points"][number]),
    at: start + index * day,
    runId: `run-${index}`,
  }));
  const one = seriesWith("onnx-cpu", { points, nights: 900 });
  const page = (await filesOf({ ...data, series: [one] })).get(`series/${one.id}.html`) ?? "";
  expect(page.match(/<tr><th scope="row">/g)).toHaveLength(400);
  expect(page).toContain("The last 400 of 900 nights");
  const [wide = "", narrow = ""] = page.match(/<figure.*?<\/figure>/gs) ?? [];
  expect([wide, narrow].map((figure) => figure.match(/<circle[^>]*><title>/g)?.length)).toEqual([400, 120]);
  expect(narrow).toContain("the last 120 nights");
  const [, older = ""] = /stroke-width="2\.8"[^>]*><path d="([^"]*)"/.exec(page) ?? [];
  expect(older.match(/M/g)).toHaveLength(500);
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
