import * as Plot from "@observablehq/plot";
import type { Series } from "../view-model/series.ts";

export interface Line {
  readonly series: Series;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

export interface Area {
  readonly xDomain: readonly [number, number];
  readonly yDomain: readonly [number, number];
  readonly logX: boolean;
  readonly logY: boolean;
  readonly heightPx: number;
}

interface End {
  readonly series: Series;
  readonly x: number;
  readonly y: number;
}

const gapPx = 18;

/**
 * Names lines by their backend's symbol and id: at the right edge, moved apart where they would overlap, or beside its
 * end for a line that stops early. The symbol stands on the line's last point, and again before the names when one moved.
 */
export function endLabels(lines: readonly Line[], area: Area): Plot.Markish[] {
  const ends = lines.flatMap(({ series, points }): End[] => {
    const last = points.at(-1);
    return last === undefined ? [] : [{ series, ...last }];
  });
  const scale = (value: number) => (area.logX ? Math.log(value) : value);
  const [first, last] = area.xDomain;
  const early = ({ x }: End) => scale(x) < scale(first) + 0.85 * (scale(last) - scale(first));
  return [
    ...ends.map(({ series, x, y }) => symbol(series, x, y, 0)),
    ...ends.filter(early).map((end) => name(end.series, end.x, end.y, 9)),
    ...edgeLabels(
      ends.filter((end) => !early(end)),
      area,
    ),
  ];
}

function edgeLabels(ends: readonly End[], { xDomain, yDomain, logY, heightPx }: Area): Plot.Markish[] {
  const [low, high] = logY ? [Math.log(yDomain[0]), Math.log(yDomain[1])] : yDomain;
  const toPx = (y: number) => (1 - ((logY ? Math.log(y) : y) - low) / (high - low)) * heightPx;
  const toY = (px: number) => {
    const value = low + (1 - px / heightPx) * (high - low);
    return logY ? Math.exp(value) : value;
  };
  const order = ends.toSorted((a, b) => toPx(a.y) - toPx(b.y));
  const places = spreadApart(
    order.map(({ y }) => toPx(y)),
    gapPx,
    heightPx,
  );
  const moved = order.some(({ y }, index) => Math.abs((places[index] as number) - toPx(y)) > 3);
  return order.flatMap(({ series }, index) => {
    const y = toY(places[index] as number);
    return moved
      ? [symbol(series, xDomain[1], y, 15), name(series, xDomain[1], y, 24)]
      : [name(series, xDomain[1], y, 10)];
  });
}

function symbol(series: Series, x: number, y: number, dx: number): Plot.Markish {
  return Plot.dot([[x, y]], { fill: series.colour, symbol: series.symbol, r: 4, dx });
}

function name({ backend }: Series, x: number, y: number, dx: number): Plot.Markish {
  const halo = { stroke: "var(--panel)", strokeWidth: 4, fill: "currentColor" };
  return Plot.text([[x, y]], { text: [shortened(backend)], dx, textAnchor: "start", ...halo });
}

/** Moves sorted positions apart by at least `gap`, keeping them within 0 … size where they fit. */
export function spreadApart(sorted: readonly number[], gap: number, size: number): number[] {
  const placed: number[] = [];
  for (const position of sorted) placed.push(Math.max(position, (placed.at(-1) ?? Number.NEGATIVE_INFINITY) + gap));
  let limit = size;
  for (let index = placed.length - 1; index >= 0; index -= 1) {
    placed[index] = Math.min(placed[index] as number, limit);
    limit = (placed[index] as number) - gap;
  }
  return placed;
}

export function shortened(text: string, length = 14): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
