import { integer, percent } from "../../format.ts";
import { slug } from "../../html.ts";
import type { Evaluated } from "../../words/folds.ts";
import type { EpochAccuracies } from "@evenkeel/analysis";
import { styleOf, type Series } from "../../series.ts";
import { dataTable, type Chart, type DataTable } from "../../table.ts";
import { lineChart } from "../../charts/line-chart.ts";

/** Accuracy after each epoch; null before there are two epochs to connect. */
export function accuracyChart(
  workload: string,
  curves: readonly EpochAccuracies[],
  series: readonly Series[],
  evaluated: Evaluated,
): Chart | null {
  const epochs = Math.max(0, ...curves.flatMap(({ accuracies }) => accuracies.map(({ epoch }) => epoch)));
  if (epochs < 2) return null;
  const name = `${evaluated.accuracy.charAt(0).toUpperCase()}${evaluated.accuracy.slice(1)} of ${workload}`;
  const lines = curves.map(({ backend, accuracies }) => ({
    series: styleOf(series, backend),
    points: accuracies.map(({ epoch, accuracy }) => ({ x: epoch, y: 100 * accuracy })),
  }));
  const bands = curves.map(({ backend, band }) => ({
    series: styleOf(series, backend),
    places: band.map(({ at, low, high }) => ({ at, low: 100 * low, high: 100 * high })),
  }));
  const values = [
    ...lines.flatMap(({ points }) => points.map(({ y }) => y)),
    ...bands.flatMap(({ places }) => places.flatMap(({ low, high }) => [low, high])),
  ];
  const domain = [
    Math.max(0, Math.floor(Math.min(...values) - 1)),
    Math.min(100, Math.ceil(Math.max(...values) + 1)),
  ] as const;
  return {
    id: `accuracy-${slug(workload)}`,
    title: `${name} by epoch`,
    caption: `Top-1 accuracy on the ${evaluated.images} of the first round. ${bands.some(({ places }) => places.length > 0) ? "A band reaches from the smallest to the largest over the seeds. " : ""}The axis does not begin at zero.`,
    svg: lineChart({
      lines,
      bands,
      x: { label: "epoch", domain: [1, epochs], log: false, ticks: wholeTicks(epochs), format: integer },
      y: { label: `${evaluated.accuracy} (%)`, domain, log: false, ticks: 6, format: String },
      dotted: true,
    }),
    table: accuracyTable(workload, `${name} after each epoch; – where a backend did not evaluate`, curves, epochs),
  };
}

function accuracyTable(
  workload: string,
  caption: string,
  curves: readonly EpochAccuracies[],
  epochs: number,
): DataTable {
  return dataTable(
    `data-accuracy-${slug(workload)}`,
    caption,
    ["#epoch", ...curves.map(({ backend }) => `#${backend}`)],
    Array.from({ length: epochs }, (_, index) => [
      integer(index + 1),
      ...curves.map(({ accuracies }) => {
        const found = accuracies.find(({ epoch }) => epoch === index + 1);
        return found === undefined ? "–" : percent(found.accuracy);
      }),
    ]),
  );
}

function wholeTicks(epochs: number): number[] {
  const stride = Math.ceil(epochs / 10);
  return Array.from({ length: Math.ceil(epochs / stride) }, (_, index) => 1 + index * stride);
}
