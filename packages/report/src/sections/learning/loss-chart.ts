import { integer, plural } from "../../format.ts";
import { slug } from "../../html.ts";
import type { LossCurves } from "@evenkeel/analysis";
import { styleOf, type Series } from "../../series.ts";
import { dataTable, type Chart, type DataTable } from "../../table.ts";
import { logDomain, logTicks } from "../../charts/draw.ts";
import { lineChart } from "../../charts/line-chart.ts";

/** Loss per training step, one line a backend. */
export function lossChart(workload: string, drawn: LossCurves, series: readonly Series[]): Chart | null {
  const { curves, stepsPerPoint } = drawn;
  if (curves.length === 0) return null;
  const title = `Training loss of ${workload}`;
  const losses = curves.flatMap(({ points, band }) => [
    ...points.map(({ loss }) => loss),
    ...band.flatMap(({ low, high }) => [low, high]),
  ]);
  const log = losses.every((loss) => loss > 0);
  const domain: [number, number] = log ? logDomain(losses) : [0, 1.05 * Math.max(...losses, 1)];
  const lines = curves.map(({ backend, points }) => ({
    series: styleOf(series, backend),
    points: points.map(({ step, loss }) => ({ x: step, y: loss })),
  }));
  const last = Math.max(2, ...curves.map(({ steps }) => steps));
  const thinning = stepsPerPoint === 1 ? "Every step is drawn." : `Each point is the mean of ${stepsPerPoint} steps.`;
  const rounds = [...new Set(curves.map(({ round }) => round))].join(", ");
  return {
    id: `loss-${slug(workload)}`,
    title,
    caption: `Loss before each update${log ? ", logarithmic" : ""}. ${thinning} Round ${rounds}. Where lines coincide their colours alternate.${bandWords(curves)}`,
    svg: lineChart({
      lines,
      x: { label: "step", domain: [0, last], log: false, ticks: last < 1000 ? 6 : 3, format: integer },
      y: { label: "loss (nats)", domain, log, ticks: log ? logTicks(domain) : 6, format: String },
      coinciding: true,
      bands: curves.map(({ backend, band }) => ({ series: styleOf(series, backend), places: band })),
    }),
    table: lossTable(workload, drawn),
  };
}

function bandWords(curves: LossCurves["curves"]): string {
  return curves.some(({ band }) => band.length > 0)
    ? " A band reaches from the smallest to the largest over the seeds; the line is the first seed."
    : "";
}

function lossTable(workload: string, { curves, stepsPerPoint }: LossCurves): DataTable {
  const longest = curves.toSorted((a, b) => b.points.length - a.points.length)[0]?.points ?? [];
  return dataTable(
    `data-loss-${slug(workload)}`,
    `Loss of ${workload} in nats, mean of ${plural(stepsPerPoint, "step")} up to the stated one; – after a backend's last step`,
    ["#step", ...curves.map(({ backend }) => `#${backend}`)],
    longest.map(({ step }, index) => [
      integer(step),
      ...curves.map(({ points }) => {
        const point = points[index];
        return point === undefined
          ? "–"
          : point.loss.toFixed(4) + (point.step === step ? "" : ` (to step ${point.step})`);
      }),
    ]),
  );
}
