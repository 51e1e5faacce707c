import { integer, significant } from "../../format.ts";
import { slug } from "../../html.ts";
import { styleOf, type Series } from "../../series.ts";
import type { BatchRate } from "@evenkeel/analysis";
import { dataTable, type Chart, type DataTable } from "../../table.ts";
import { logDomain, logTicks, tickText } from "../../charts/draw.ts";
import { lineChart } from "../../charts/line-chart.ts";

/** Images a second by batch size, one line a backend. */
export function throughputChart(
  workload: string,
  rates: readonly BatchRate[],
  series: readonly Series[],
): Chart | null {
  if (rates.length === 0) return null;
  const title = `Prediction speed of ${workload} by batch size`;
  const sizes = [...new Set(rates.map(({ batchSize }) => batchSize))].sort((a, b) => a - b);
  const backends = [...new Set(rates.map(({ backend }) => backend))];
  const lines = backends.map((backend) => ({
    series: styleOf(series, backend),
    points: rates
      .filter((rate) => rate.backend === backend)
      .map(({ batchSize, imagesPerSecond }) => ({ x: batchSize, y: imagesPerSecond })),
  }));
  const xDomain = logDomain(sizes, sizes.length === 1 ? 1.5 : 1);
  const yDomain = logDomain(
    rates.map(({ imagesPerSecond }) => imagesPerSecond),
    1.3,
  );
  return {
    id: `throughput-${slug(workload)}`,
    title,
    caption: "From the median time of a batch; both axes logarithmic. All rounds together.",
    svg: lineChart({
      lines,
      x: { label: "batch size (images)", domain: xDomain, log: true, ticks: sizes, format: integer },
      y: {
        label: "images/s",
        domain: yDomain,
        log: true,
        ticks: logTicks(yDomain),
        format: tickText,
      },
      dotted: true,
    }),
    table: rateTable(workload, { rates, sizes, backends }),
  };
}

function rateTable(
  workload: string,
  { rates, sizes, backends }: { rates: readonly BatchRate[]; sizes: readonly number[]; backends: readonly string[] },
): DataTable {
  return dataTable(
    `data-throughput-${slug(workload)}`,
    `Images a second of ${workload}, measured, from n batches`,
    ["#batch size", ...backends.map((backend) => `#${backend}`)],
    sizes.map((size) => [
      integer(size),
      ...backends.map((backend) => {
        const rate = rates.find((candidate) => candidate.backend === backend && candidate.batchSize === size);
        return rate === undefined ? "not reached" : `${significant(rate.imagesPerSecond)} (n ${integer(rate.n)})`;
      }),
    ]),
  );
}
