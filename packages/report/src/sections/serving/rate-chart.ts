import type { ServedRate, ServerLoad } from "@evenkeel/analysis";
import { logDomain, logTicks, tickText } from "../../charts/draw.ts";
import { lineChart } from "../../charts/line-chart.ts";
import { integer, significant } from "../../format.ts";
import { slug } from "../../html.ts";
import type { Series } from "../../series.ts";
import { dataTable, type Chart, type DataTable } from "../../table.ts";

type Percentile = "p50" | "p90" | "p99";
const styles: Readonly<Record<Percentile, Omit<Series, "backend">>> = {
  p50: { colour: "var(--series-1)", dash: "none", symbol: "circle", filled: true },
  p90: { colour: "var(--series-2)", dash: "7 3", symbol: "square", filled: true },
  p99: { colour: "var(--series-3)", dash: "2 3", symbol: "triangle", filled: true },
};

const boundStyle: Series = { backend: "bound", colour: "currentColor", dash: "1 3", symbol: "cross", filled: true };

/** Latency of one backend over the rate of arrivals, a line a percentile, with the bound drawn; null without a rate. */
export function rateChart(workload: string, load: ServerLoad): Chart | null {
  const { backend, rates, boundMs, percentile, bestPerSecond } = load;
  if (rates.length === 0) return null;
  const lines = (Object.keys(styles) as Percentile[]).flatMap((name) => {
    const points = rates.flatMap((rate) =>
      rate[name].state === "earned" && rate.n === rate.planned ? [{ x: rate.ratePerSecond, y: rate[name].value }] : [],
    );
    return points.length === 0 ? [] : [{ series: { backend: name, ...styles[name] }, points }];
  });
  const ys = lines.flatMap(({ points }) => points.map(({ y }) => y));
  const [xDomain, yDomain] = [
    logDomain(rates.map(({ ratePerSecond }) => ratePerSecond)),
    logDomain([...ys, boundMs], 1.3),
  ];
  const title = `Latency of ${workload} on ${backend} over the rate of arrivals`;
  const reached = bestPerSecond === null ? "no rate tried is" : `up to ${significant(bestPerSecond)} queries/s are`;
  return {
    id: `server-${slug(workload)}-${slug(backend)}`,
    title,
    caption:
      `From arrival to result, waiting included; both axes logarithmic. The dotted line is the bound of the ${percentile}, ` +
      `${significant(boundMs)} ms: ${reached} within it. Round ${load.round}. A rate that was given up is in the numbers alone.`,
    svg: lineChart({
      lines: [...lines, { series: boundStyle, points: xDomain.map((x) => ({ x, y: boundMs })) }],
      x: {
        label: "queries/s",
        domain: xDomain,
        log: true,
        ticks: spaced(logTicks(xDomain), xDomain),
        format: tickText,
      },
      y: { label: "ms", domain: yDomain, log: true, ticks: logTicks(yDomain), format: tickText },
      dotted: true,
    }),
    table: rateTable(workload, load),
  };
}

/** Ticks whose numbers have room beside each other. */
function spaced(ticks: readonly number[], [low, high]: readonly [number, number]): number[] {
  const least = (high / low) ** 0.14;
  const kept: number[] = [];
  for (const tick of ticks) if (tick >= (kept.at(-1) ?? 0) * least) kept.push(tick);
  return kept;
}

function rateTable(workload: string, { backend, rates }: ServerLoad): DataTable {
  return dataTable(
    `data-server-${slug(workload)}-${slug(backend)}`,
    `Latency of ${workload} on ${backend} in ms by rate, measured`,
    ["queries/s", "within the bound", "#n", "#p50", "#p90", "#p99", "#begun late"],
    rates.map((rate) => [
      significant(rate.ratePerSecond),
      verdictOf(rate),
      rate.n === rate.planned ? integer(rate.n) : `${integer(rate.n)} of ${integer(rate.planned)}`,
      earnedText(rate.p50),
      earnedText(rate.p90),
      earnedText(rate.p99),
      integer(rate.late),
    ]),
  );
}

function verdictOf({ held, n, planned }: ServedRate): string {
  if (held === null) return "ended by the budget";
  if (held) return "yes";
  return n < planned ? "no, given up" : "no";
}

/** A percentile in ms, or that there are too few samples for it. */
export function earnedText(percentile: ServedRate["p90"]): string {
  return percentile.state === "earned" ? significant(percentile.value) : `insufficient samples (${percentile.n})`;
}
