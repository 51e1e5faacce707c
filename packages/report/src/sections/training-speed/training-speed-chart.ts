import * as Plot from "@observablehq/plot";
import { plural, significant } from "../../format.ts";
import { styleOf, type Series } from "../../series.ts";
import { dataTable, type Chart } from "../../table.ts";
import { usualBatchSize, type Spread, type TrainingSpeed } from "@evenkeel/analysis";
import { marksAt } from "../../charts/marks.ts";
import { draw, frame, logDomain, roomyTicks, tickText } from "../../charts/draw.ts";

const rowPixels = 15;
/** Rows above a workload's first, for its name. */
const nameRows = 1.6;

interface Bar {
  readonly workload: string;
  readonly backend: string;
  readonly y: number;
  readonly ratio: Spread;
}

interface ModelName {
  readonly workload: string;
  readonly y: number;
}

/**
 * Time of a training step over that of the fastest reference, a row a backend, at the batch size nearest to 32: left of
 * 1 is faster. Null where no reference ran.
 */
export function trainingSpeedChart(
  threads: number,
  speeds: readonly TrainingSpeed[],
  series: readonly Series[],
): Chart | null {
  const { batchSize, bars, names } = barsOf(speeds);
  if (bars.length === 0) return null;
  const title = `Training step at batch ${batchSize} on ${plural(threads, "thread")}, beside the fastest reference`;
  const svg = drawBars(bars, names, series);
  return {
    id: `training-speed-${threads}`,
    title,
    caption:
      "Medians over rounds, with the smallest and the largest; logarithmic; left of the line is faster than every reference.",
    svg,
    table: dataTable(
      `data-training-speed-${threads}`,
      title,
      ["workload", "backend", "#ratio", "#smallest", "#largest", "#rounds"],
      bars.map(({ workload, backend, ratio }) => [
        workload,
        backend,
        ...[ratio.median, ratio.min, ratio.max].map((value) => significant(value)),
        String(ratio.n),
      ]),
    ),
  };
}

function drawBars(bars: readonly Bar[], names: readonly ModelName[], series: readonly Series[]): string {
  const domain = logDomain([1, ...bars.flatMap(({ ratio }) => [ratio.min, ratio.max])]);
  const rows = (bars.at(-1)?.y ?? 0) + 1;
  return draw({
    height: frame.top + frame.bottom + rows * rowPixels,
    marginLeft: 16,
    marginRight: 24,
    x: {
      type: "log",
      domain,
      label: "time ÷ the fastest reference's",
      labelAnchor: "center",
      labelArrow: "none",
      ticks: roomyTicks(domain, frame.width - 40),
      tickFormat: tickText,
      grid: true,
    },
    y: { axis: null, domain: [-0.5, rows], reverse: true },
    marks: [
      Plot.ruleX([1], { stroke: "currentColor", strokeDasharray: "4 3" }),
      Plot.text(names, {
        x: () => domain[0],
        y: "y",
        text: "workload",
        textAnchor: "start",
        fontWeight: 600,
        stroke: "var(--panel)",
        strokeWidth: 5,
        fill: "currentColor",
      }),
      ...bars.flatMap(({ workload, backend, y, ratio }) => {
        const style = styleOf(series, backend);
        return [
          Plot.link([{ y }], {
            x1: ratio.min,
            x2: ratio.max,
            y1: y,
            y2: y,
            stroke: style.colour,
            strokeWidth: 2,
            strokeOpacity: 0.55,
          }),
          marksAt(style, [{ x: ratio.median, y }], {
            r: 5,
            title: () => `${backend}, ${workload}: ${spreadText(ratio)}`,
          }),
        ];
      }),
    ],
  });
}

function barsOf(speeds: readonly TrainingSpeed[]) {
  const batchSize = usualBatchSize(speeds.flatMap(({ times }) => times)) ?? 0;
  const bars: Bar[] = [];
  const names: ModelName[] = [];
  let y = 0;
  for (const { workload, times } of speeds) {
    const rated = times.flatMap(({ backend, toFastest, batchSize: size }) =>
      toFastest !== null && size === batchSize ? [{ backend, ratio: toFastest }] : [],
    );
    if (rated.length === 0) continue;
    names.push({ workload, y: y + 0.4 });
    y += nameRows;
    for (const one of rated) bars.push({ workload, y: y++, ...one });
  }
  return { batchSize, bars, names };
}

function spreadText({ median, min, max }: Spread): string {
  return `${significant(median)} (${significant(min)} to ${significant(max)})`;
}
