import * as Plot from "@observablehq/plot";
import { integer, significant } from "../../format.ts";
import { slug } from "../../html.ts";
import { styleOf, type Series } from "../../series.ts";
import type { LatencyDistribution } from "@evenkeel/analysis";
import { dataTable, type Chart, type DataTable } from "../../table.ts";
import { draw, frame, logDomain, roomyTicks, tickText } from "../../charts/draw.ts";
import { shortened } from "../../charts/end-labels.ts";

/** Raw prediction times of each backend as ticks, with a box from the lower to the upper quartile and the median. */
export function latencyChart(
  workload: string,
  distributions: readonly LatencyDistribution[],
  series: readonly Series[],
): Chart | null {
  if (distributions.length === 0) return null;
  const title = `Time of one prediction of ${workload}`;
  const rows = distributions.map((row) => ({ ...row, colour: styleOf(series, row.backend).colour }));
  const samples = rows.flatMap(({ backend, drawnMs, colour }) => drawnMs.map((ms) => ({ backend, ms, colour })));
  const domain = logDomain(samples.map(({ ms }) => ms));
  return {
    id: `latency-${slug(workload)}`,
    title,
    caption:
      "Batch 1, logarithmic, all rounds together. Above: box from the lower to the upper quartile, thick line at the median. " +
      "Below: raw samples, at most 120, evenly spaced in rank.",
    svg: draw({
      height: 58 + 46 * rows.length,
      marginTop: 8,
      marginLeft: 112,
      marginRight: 16,
      x: {
        type: "log",
        domain,
        label: "ms",
        labelAnchor: "center",
        labelArrow: "none",
        ticks: roomyTicks(domain, frame.width - 128),
        tickFormat: tickText,
        grid: true,
      },
      y: {
        type: "band",
        domain: rows.map(({ backend }) => backend),
        label: null,
        padding: 0.2,
        tickFormat: (backend: string) => shortened(backend),
        tickSize: 0,
      },
      marks: [
        Plot.tickX(samples, { x: "ms", y: "backend", stroke: "colour", strokeOpacity: 0.5, insetTop: 20 }),
        Plot.barX(rows, {
          x1: "p25Ms",
          x2: "p75Ms",
          y: "backend",
          fill: "colour",
          fillOpacity: 0.35,
          stroke: "colour",
          insetBottom: 20,
        }),
        Plot.tickX(rows, { x: "p50Ms", y: "backend", stroke: "currentColor", strokeWidth: 2.5, insetBottom: 20 }),
      ],
    }),
    table: latencyTable(workload, distributions),
  };
}

function latencyTable(workload: string, distributions: readonly LatencyDistribution[]): DataTable {
  return dataTable(
    `data-latency-${slug(workload)}`,
    `Time of one prediction of ${workload} in ms, measured`,
    ["backend", "#n", "#min", "#p25", "#p50", "#p75", "#p90", "#p99", "#max"],
    distributions.map((row) => [
      row.backend,
      integer(row.n),
      ...[row.minMs, row.p25Ms, row.p50Ms, row.p75Ms].map((ms) => significant(ms)),
      earned(row.p90),
      earned(row.p99),
      significant(row.maxMs),
    ]),
  );
}

function earned(percentile: LatencyDistribution["p90"]): string {
  return percentile.state === "earned" ? significant(percentile.value) : `insufficient samples (${percentile.n})`;
}
