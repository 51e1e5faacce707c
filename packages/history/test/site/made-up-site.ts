import { seriesOf } from "../../src/series.ts";
import { siteFiles, type SiteFile } from "../../src/site/site.ts";
import type { SiteData, SiteSeries } from "../../src/site/site-data.ts";

export const day = 86_400_000;
export const start = Date.UTC(2026, 10, 1, 2);
const fingerprint = "00112233445566ff";

/** A series of 20 nights on a backend; `part` in place of other fields. */
export function seriesWith(backend: string, part: Partial<SiteSeries>): SiteSeries {
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
    presence: "present",
    lastAt: start + 19 * day,
    last: points.at(-1) ?? null,
    change: null,
    minimumDetectable: 0.04,
    ...part,
  };
}

export const change = {
  at: start + 14 * day,
  from: start + 14 * day,
  kind: "step",
  effect: 0.15,
  worse: true,
  p: 0.001,
  q: 0.004,
  evidence: "Eight rounds: +14.9%.",
} as const;
/** A site with markup in its names. */
export const data: SiteData = {
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

/** The files of a site by path; a series' points are all that it has. */
export async function filesOf(site: SiteData): Promise<Map<string, string>> {
  const files: SiteFile[] = [];
  for await (const file of siteFiles(
    site,
    site.series.map((series) => ({ series, points: series.points })),
  )) {
    files.push(file);
  }
  return new Map(files.map(({ path, text }) => [path, text]));
}
