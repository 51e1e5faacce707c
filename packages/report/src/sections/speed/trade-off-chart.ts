import * as Plot from "@observablehq/plot";
import { mebibytes, percent, significant } from "../../format.ts";
import { slug } from "../../html.ts";
import type { Evaluated } from "../../words/folds.ts";
import type { TradeOff } from "@evenkeel/analysis";
import { styleOf, type Series } from "../../series.ts";
import { dataTable, type Chart, type DataTable } from "../../table.ts";
import { draw, logDomain, logTicks, tickText } from "../../charts/draw.ts";
import { shortened } from "../../charts/end-labels.ts";

/** Time against memory of a prediction, with the accuracy in words: the lower left corner is the best place. */
export function tradeOffChart(
  workload: string,
  points: readonly TradeOff[],
  series: readonly Series[],
  { accuracy: name }: Evaluated,
): Chart | null {
  if (points.length === 0) return null;
  const title = `Time, memory and accuracy of ${workload}`;
  const xDomain = logDomain(
    points.map(({ p50Ms }) => p50Ms),
    1.6,
  );
  const largest = Math.max(...points.map(({ memoryBytes }) => memoryBytes)) / 2 ** 20;
  const middle = Math.sqrt(xDomain[0] * xDomain[1]);
  const svg = draw({
    marginRight: 24,
    x: {
      type: "log",
      domain: xDomain,
      label: "one prediction, p50 (ms)",
      labelAnchor: "center",
      labelArrow: "none",
      ticks: logTicks(xDomain),
      tickFormat: tickText,
      grid: true,
    },
    y: { domain: [0, Math.max(largest * 1.2, 1)], label: "memory above baseline (MiB)", grid: true, ticks: 6 },
    marks: points.flatMap((point) => {
      const { colour, symbol } = styleOf(series, point.backend);
      const place = { x: point.p50Ms, y: point.memoryBytes / 2 ** 20 };
      const right = point.p50Ms <= middle;
      const text = `${shortened(point.backend)}${point.accuracy === null ? "" : `, ${percent(point.accuracy)}`}`;
      return [
        Plot.dot([place], { x: "x", y: "y", fill: colour, symbol, r: 6 }),
        Plot.text([{ ...place, text }], {
          x: "x",
          y: "y",
          text: "text",
          dx: right ? 11 : -11,
          textAnchor: right ? "start" : "end",
        }),
      ];
    }),
  });
  return {
    id: `trade-off-${slug(workload)}`,
    title,
    caption: `Left is faster, down is smaller; the percentage is the ${name}, where the training was whole.`,
    svg,
    table: tradeOffTable(workload, points, name),
  };
}

function tradeOffTable(workload: string, points: readonly TradeOff[], accuracyName: string): DataTable {
  return dataTable(
    `data-trade-off-${slug(workload)}`,
    `Time, memory and accuracy of ${workload}, as in the comparison, measured`,
    ["backend", "#p50 (ms)", "#memory above baseline (MiB)", `#${accuracyName}`],
    points.map(({ backend, p50Ms, memoryBytes, accuracy }) => [
      backend,
      significant(p50Ms),
      mebibytes(memoryBytes),
      accuracy === null ? "not comparable" : percent(accuracy),
    ]),
  );
}
