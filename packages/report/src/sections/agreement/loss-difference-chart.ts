import * as Plot from "@observablehq/plot";
import { integer, scientific, significant } from "../../format.ts";
import { slug } from "../../html.ts";
import type { LossDifferences } from "@evenkeel/analysis";
import { styleOf, type Series } from "../../series.ts";
import { dataTable, type Chart, type DataTable } from "../../table.ts";
import { lineChart } from "../../charts/line-chart.ts";

/** Smaller differences are drawn here: float32 does not resolve them. */
const floor = 1e-8;

/** How far each backend's loss lies from the reference's, step by step, with the envelopes. */
export function lossDifferenceChart(workload: string, differences: LossDifferences, series: readonly Series[]): Chart {
  const { reference, others, envelopes } = differences;
  const title = `Loss difference from ${reference}, ${workload}`;
  const lines = others.map(({ backend, relative }) => ({
    series: styleOf(series, backend),
    points: relative.map((value, index) => ({ x: index + 1, y: Math.max(value, floor) })),
  }));
  const last = Math.max(2, ...others.map(({ relative }) => relative.length));
  const top = Math.max(3e-2, 2 * Math.max(...lines.flatMap(({ points }) => points.map(({ y }) => y))));
  return {
    id: `difference-${slug(workload)}`,
    title,
    caption:
      "|a−b| / max(|a|,|b|) of the losses, logarithmic. Red: the reference envelopes. Equal losses are drawn at 10⁻⁸; where lines coincide their colours alternate.",
    svg: lineChart({
      lines,
      x: { label: "step", domain: [1, last], log: false, ticks: 6, format: integer },
      y: {
        label: "relative difference",
        domain: [floor, top],
        log: true,
        ticks: evenDecades(top),
        format: (value) => scientific(value),
      },
      coinciding: true,
      over: envelopeMarks(envelopes, last),
    }),
    table: differenceTable(workload, differences),
  };
}

function envelopeMarks(envelopes: LossDifferences["envelopes"], last: number): Plot.Markish[] {
  return envelopes
    .filter(({ steps }) => steps <= last)
    .flatMap(({ steps, relative }) => [
      Plot.line(
        [
          [1, relative],
          [steps, relative],
        ],
        { stroke: "var(--limit)", strokeWidth: 2 },
      ),
      Plot.text([[steps, relative]], {
        text: [`${scientific(relative)} at step ${steps}`],
        textAnchor: steps > last / 2 ? "end" : "start",
        dy: -9,
        stroke: "var(--panel)",
        strokeWidth: 4,
        fill: "currentColor",
      }),
    ]);
}

function differenceTable(workload: string, { reference, others }: LossDifferences): DataTable {
  const longest = Math.max(...others.map(({ relative }) => relative.length));
  return dataTable(
    `data-difference-${slug(workload)}`,
    `Relative difference of each step's loss from ${reference}'s, ${workload}; – after a backend's last step`,
    ["#step", ...others.map(({ backend }) => `#${backend}`)],
    Array.from({ length: longest }, (_, index) => [
      integer(index + 1),
      ...others.map(({ relative }) => (relative[index] === undefined ? "–" : significant(relative[index]))),
    ]),
  );
}

function evenDecades(top: number): number[] {
  return [-8, -6, -4, -2, 0].map((exponent) => 10 ** exponent).filter((tick) => tick <= top);
}
