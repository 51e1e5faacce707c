import * as Plot from "@observablehq/plot";
import { tradeOf, type ColumnId, type RunData, type Summary, type Trade, type TradePoint } from "@evenkeel/analysis";
import { draw, frame, logDomain, roomyTicks, tickText } from "../../charts/draw.ts";
import { shortened } from "../../charts/end-labels.ts";
import { marksAt } from "../../charts/marks.ts";
import { placeLabels } from "../../charts/place-labels.ts";
import { keyOf } from "../../charts/series-key.ts";
import { bare, percent, withUnit } from "../../format.ts";
import { slug } from "../../html.ts";
import { styleOf, type Series } from "../../series.ts";
import { dataTable, type Chart, type DataTable } from "../../table.ts";
import { columnWords } from "../../words/columns.ts";
import { evaluatedOn } from "../../words/folds.ts";

/** What a column is called as an axis, and which way is better. */
const axes: Partial<Record<ColumnId, { readonly label: string; readonly better: string }>> = {
  "train-rate": { label: "training (images/s)", better: "right is faster" },
  p50: { label: "one prediction, p50 (ms)", better: "left is faster" },
  throughput: { label: "predicting (images/s)", better: "right is faster" },
  "train-memory": { label: "memory above baseline (MiB)", better: "down is smaller" },
  "predict-memory": { label: "memory above baseline (MiB)", better: "down is smaller" },
  accuracy: { label: "accuracy (%)", better: "up is more accurate" },
};

const right = 24;
const area = { width: frame.width - frame.left - right, height: frame.height - frame.top - frame.bottom };

interface Placed extends TradePoint {
  readonly x: number;
  readonly y: number;
}

/** Speed against what it costs, a mark a backend with its range over rounds; null with fewer than two backends. */
export function tradeChart(data: RunData, workload: string, series: readonly Series[]): Chart | null {
  const trade = tradeOf(data, workload);
  if (trade === null) return null;
  const { svg, unnamed } = drawing(trade, series);
  const [x, y] = [axes[trade.speed], axes[trade.cost]];
  const tied = trade.points.filter((point) => point.tied).length > 1;
  const faint = trade.points.some(({ comparable }) => !comparable);
  const several = trade.points.some(({ speed, cost }) => speed.replicates > 1 || cost.replicates > 1);
  const parts = [
    `${capital(x?.better ?? "")}, ${y?.better ?? ""}; speed is logarithmic.`,
    ...(several ? ["Lines reach from the smallest to the largest round."] : []),
    ...(tied ? ["A band joins speeds that no claim puts behind the best."] : []),
    ...(faint ? ["Faint: not ranked, for the reasons in the comparison."] : []),
  ];
  return {
    id: `trade-off-${slug(workload)}`,
    title: `${columnWords(data.run, trade.speed).title} against ${costWords(data, trade)} of ${workload}`,
    caption: parts.join(" "),
    svg,
    ...(unnamed.length > 0 && { key: keyOf(series.filter(({ backend }) => unnamed.includes(backend))) }),
    table: tradeTable(data, workload, trade),
  };
}

function costWords({ run }: RunData, { cost }: Trade): string {
  return cost === "accuracy" ? evaluatedOn(run).accuracy : "memory";
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** In the unit of the axis. */
function shown(value: number, { unit }: Summary): number {
  if (unit === "bytes") return value / 2 ** 20;
  return unit === "ratio" ? 100 * value : value;
}

function drawing({ speed, cost, points }: Trade, series: readonly Series[]) {
  const placed = points.map((point): Placed => ({
    ...point,
    x: point.speed.value,
    y: shown(point.cost.value, point.cost),
  }));
  const xDomain = logDomain(
    points.flatMap((point) => [point.speed.min, point.speed.max]),
    1.4,
  );
  const ends = points.flatMap((point) => [shown(point.cost.min, point.cost), shown(point.cost.max, point.cost)]);
  const yDomain: [number, number] =
    cost === "accuracy"
      ? [Math.max(0, Math.min(...ends) - 2), Math.min(100, Math.max(...ends) + 2)]
      : [0, Math.max(...ends, 1) * 1.15];
  const xOf = (value: number) => (Math.log(value / xDomain[0]) / Math.log(xDomain[1] / xDomain[0])) * area.width;
  const yOf = (value: number) => (1 - (value - yDomain[0]) / (yDomain[1] - yDomain[0])) * area.height;
  const pixels = placed.map(({ backend, x, y, speed: along, cost: up }) => ({
    text: shortened(backend, 18),
    x: xOf(x),
    y: yOf(y),
    reach: { left: xOf(along.min), right: xOf(along.max), top: yOf(shown(up.max, up)), bottom: yOf(shown(up.min, up)) },
  }));
  const labels = placeLabels(pixels, area.width + right - 4, area.height);
  const front = placed.filter(({ tied }) => tied).toSorted((a, b) => a.x - b.x);
  const svg = draw({
    marginRight: right,
    x: {
      type: "log",
      domain: xDomain,
      label: axes[speed]?.label ?? "",
      labelAnchor: "center",
      labelArrow: "none",
      ticks: roomyTicks(xDomain, area.width),
      tickFormat: tickText,
      grid: true,
    },
    y: { domain: yDomain, label: axes[cost]?.label ?? "", grid: true, ticks: 6 },
    marks: [
      ...(front.length > 1
        ? [Plot.line(front, { x: "x", y: "y", stroke: "var(--quiet)", strokeOpacity: 0.3, strokeWidth: 9 })]
        : []),
      ...placed.flatMap((point) => whiskers(point, styleOf(series, point.backend))),
      ...placed.map((point) => mark(point, styleOf(series, point.backend))),
      ...placed.flatMap((point, index) => {
        const label = labels[index];
        if (label === null || label === undefined) return [];
        return [Plot.text([point], { x: "x", y: "y", text: [pixels[index]?.text ?? ""], ...textOptions(label) })];
      }),
    ],
  });
  return { svg, unnamed: placed.flatMap(({ backend }, index) => (labels[index] === null ? [backend] : [])) };
}

function textOptions({ dx, dy, anchor }: { dx: number; dy: number; anchor: "start" | "middle" | "end" }) {
  return { dx, dy, textAnchor: anchor };
}

function mark(point: Placed, style: Series): Plot.Markish {
  const { backend, speed, cost, accuracy } = point;
  const trained = accuracy === null ? "" : `\naccuracy ${percent(accuracy)}`;
  const title = () => `${backend}\n${valueText(speed)}\n${valueText(cost)}${cost.unit === "ratio" ? "" : trained}`;
  return marksAt(style, [point], { r: 6, title, opacity: point.comparable ? 1 : 0.4 });
}

function whiskers({ x, y, speed, cost, comparable }: Placed, { colour }: Series): Plot.Markish[] {
  const line = { stroke: colour, strokeWidth: 1.5, strokeOpacity: comparable ? 0.75 : 0.3 };
  const [low, high] = [shown(cost.min, cost), shown(cost.max, cost)];
  return [
    ...(speed.max > speed.min ? [Plot.link([0], { x1: speed.min, x2: speed.max, y1: y, y2: y, ...line })] : []),
    ...(high > low ? [Plot.link([0], { x1: x, x2: x, y1: low, y2: high, ...line })] : []),
  ];
}

function valueText({ value, min, max, unit, replicates }: Summary): string {
  const range = replicates > 1 && max > min ? ` (${bare(min, unit)} to ${bare(max, unit)})` : "";
  return `${withUnit(value, unit)}${range}`;
}

function tradeTable({ run }: RunData, workload: string, { speed, cost, points }: Trade): DataTable {
  const head = (id: ColumnId) => `#${columnWords(run, id).title}, ${columnWords(run, id).unit}`;
  const range = ({ min, max, unit }: Summary) =>
    min === max ? bare(min, unit) : `${bare(min, unit)}–${bare(max, unit)}`;
  return dataTable(
    `data-trade-off-${slug(workload)}`,
    `As in the comparison of ${workload}, measured; from the smallest to the largest round`,
    ["backend", head(speed), "#range", head(cost), "#range", `#${evaluatedOn(run).accuracy}`, "ranked"],
    points.map((point) => [
      point.backend,
      bare(point.speed.value, point.speed.unit),
      range(point.speed),
      bare(point.cost.value, point.cost.unit),
      range(point.cost),
      point.accuracy === null ? "not comparable" : percent(point.accuracy),
      point.comparable ? "yes" : "no",
    ]),
  );
}
