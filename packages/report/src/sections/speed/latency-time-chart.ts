import type { LatencyDistribution } from "@evenkeel/analysis";
import Handlebars from "handlebars";
import { shortened } from "../../charts/end-labels.ts";
import { frame } from "../../charts/draw.ts";
import { integer, significant, times } from "../../format.ts";
import { slug } from "../../html.ts";
import { styleOf, type Series } from "../../series.ts";
import { dataTable, type Chart } from "../../table.ts";

const left = 124;
const right = 42;
const rowPx = 58;
const plotPx = 44;
const widthPx = frame.width - left - right;

/** Every sample in the order of time, as a multiple of its backend's median: drift and stalls show. */
export function latencyTimeChart(
  workload: string,
  distributions: readonly LatencyDistribution[],
  series: readonly Series[],
): Chart | null {
  const timed = distributions.filter(({ inTimeMs }) => inTimeMs.length > 0);
  if (timed.length === 0) return null;
  const ratios = timed.flatMap(({ minMs, maxMs, p50Ms }) => [minMs / p50Ms, maxMs / p50Ms]);
  const scale: Scale = { low: Math.min(0.9, ...ratios), high: Math.max(2, ...ratios) };
  const title = `Predictions of ${workload} in the order of time`;
  const height = rowPx * timed.length + 8;
  const rows = timed.map((one, index) => rowOf(one, styleOf(series, one.backend), { scale, top: 4 + index * rowPx }));
  return {
    id: `latency-time-${slug(workload)}`,
    title,
    caption:
      "Batch 1: each pixel is a prediction at its time, as a multiple of its backend's median; logarithmic, one scale for all. Upright lines part the rounds.",
    svg: `<svg class="plot" fill="currentColor" font-size="13" width="${frame.width}" height="${height}" viewBox="0 0 ${frame.width} ${height}" aria-hidden="true" xmlns="http://www.w3.org/2000/svg">${rows.join("")}</svg>`,
    table: dataTable(
      `data-latency-time-${slug(workload)}`,
      `Predictions of ${workload}, round by round: median of each half in ms; samples above twice the median`,
      ["backend", "#round", "#n", "#first half", "#second half", "#above 2 ×"],
      timed.flatMap(({ backend, inTimeMs, p50Ms }) => inTimeMs.map((ms, round) => halves(backend, round, ms, p50Ms))),
    ),
  };
}

function halves(backend: string, round: number, ms: readonly number[], medianMs: number): [string, ...string[]] {
  const middle = Math.ceil(ms.length / 2);
  const of = (some: readonly number[]) => {
    const sorted = some.toSorted((a, b) => a - b);
    return sorted.length === 0 ? "none" : significant(sorted[Math.floor(sorted.length / 2)] as number);
  };
  const above = ms.filter((one) => one > 2 * medianMs).length;
  return [
    backend,
    String(round + 1),
    integer(ms.length),
    of(ms.slice(0, middle)),
    of(ms.slice(middle)),
    integer(above),
  ];
}

interface Scale {
  readonly low: number;
  readonly high: number;
}

function rowOf(
  { backend, inTimeMs, p50Ms, n, maxMs }: LatencyDistribution,
  { colour }: Series,
  { scale, top }: { readonly scale: Scale; readonly top: number },
): string {
  const { low, high } = scale;
  const y = (ratio: number) => Math.round((1 - Math.log(ratio / low) / Math.log(high / low)) * (plotPx - 1));
  const shown: number[] = [];
  for (const ratio of [1, 2, 5, 10, 20, 50, 100, 1000]) {
    const below = shown.at(-1);
    if (ratio <= high && (below === undefined || y(below) - y(ratio) >= 16)) shown.push(ratio);
  }
  const lines = shown.map((ratio) => `<path d="M${left} ${top + y(ratio)}h${widthPx}" stroke="var(--line)"/>`);
  const names = shown.map(
    (ratio) => `<text x="${left + widthPx + 5}" y="${top + y(ratio) + 4}" font-size="11">${ratio}\u00A0×</text>`,
  );
  return [
    ...lines,
    ...boundaries(inTimeMs, n).map((x) => `<path d="M${left + x} ${top}v${plotPx}" stroke="var(--line)"/>`),
    `<path transform="translate(${left} ${top})" d="${pixels(inTimeMs.flat(), (ms) => y(ms / p50Ms))}" stroke="${colour}" shape-rendering="crispEdges"/>`,
    `<text x="${left - 8}" y="${top + 18}" text-anchor="end">${Handlebars.escapeExpression(shortened(backend))}</text>`,
    `<text x="${left - 8}" y="${top + 34}" text-anchor="end" font-size="11" fill="var(--quiet)">${significant(p50Ms)} ms</text>`,
    `<rect x="${left}" y="${top}" width="${widthPx}" height="${plotPx}" fill="none" pointer-events="all"><title>${Handlebars.escapeExpression(backend)}\n${integer(n)} predictions, median ${significant(p50Ms)} ms\nlargest ${significant(maxMs)} ms, ${times(maxMs / p50Ms)}</title></rect>`,
    ...names,
  ].join("");
}

/** Where rounds begin, all but the first. */
function boundaries(rounds: readonly (readonly number[])[], n: number): number[] {
  let done = 0;
  return rounds.slice(0, -1).map((ms) => {
    done += ms.length;
    return Math.round((done / n) * widthPx);
  });
}

/** Each sample as a pixel, each pixel once, those below each other as one stroke: thousands stay a short path. */
function pixels(samples: readonly number[], y: (ms: number) => number): string {
  const columns = new Map<number, Set<number>>();
  for (const [index, ms] of samples.entries()) {
    const x = Math.floor((index / samples.length) * widthPx);
    const column = columns.get(x) ?? new Set();
    columns.set(x, column.add(y(ms)));
  }
  return [...columns]
    .map(([x, rows]) =>
      strokes(
        x,
        [...rows].toSorted((a, b) => a - b),
      ),
    )
    .join("");
}

function strokes(x: number, rows: readonly number[]): string {
  let path = "";
  for (let index = 0; index < rows.length;) {
    const start = rows[index] as number;
    let length = 1;
    while (rows[index + length] === start + length) length += 1;
    path += `M${x + 0.5} ${start}v${length}`;
    index += length;
  }
  return path;
}
