import * as Plot from "@observablehq/plot";
import type { Series } from "../series.ts";
import { markOf } from "./marks.ts";

/** What was measured of one backend. */
export interface Line {
  readonly series: Series;
  readonly points: readonly { readonly x: number; readonly y: number }[];
}

/** The drawing within its margins. */
export interface Area {
  readonly xDomain: readonly [number, number];
  readonly yDomain: readonly [number, number];
  readonly logY: boolean;
  readonly heightPx: number;
}

const gapPx = 18;

/**
 * Names lines at the right edge by their backend's symbol and id, moved apart where they would overlap. The symbol also
 * stands on each line's last point, and is left out of the names when every line ends right beside its own.
 */
export function endLabels(lines: readonly Line[], area: Area): Plot.Markish[] {
  const ends = lines.flatMap(({ series, points }) => {
    const last = points.at(-1);
    return last === undefined ? [] : [{ series, ...last, px: toPx(last.y, area) }];
  });
  const order = ends.toSorted((a, b) => a.px - b.px);
  const places = spreadApart(
    order.map(({ px }) => px),
    gapPx,
    area.heightPx,
  );
  const edge = area.xDomain[1];
  const moved = order.some(({ x, px }, index) => x < edge || Math.abs((places[index] as number) - px) > 3);
  return order.flatMap(({ series, x, y }, index) => {
    const place = fromPx(places[index] as number, area);
    const names = moved
      ? [symbol(series, edge, place, 15), name(series, edge, place, 24)]
      : [name(series, edge, place, 10)];
    return [symbol(series, x, y, 0), ...names];
  });
}

function toPx(y: number, { yDomain: [low, high], logY, heightPx }: Area): number {
  const share = logY ? Math.log(y / low) / Math.log(high / low) : (y - low) / (high - low);
  return (1 - share) * heightPx;
}

function fromPx(px: number, { yDomain: [low, high], logY, heightPx }: Area): number {
  const share = 1 - px / heightPx;
  return logY ? low * (high / low) ** share : low + share * (high - low);
}

function symbol(series: Series, x: number, y: number, dx: number): Plot.Markish {
  return Plot.dot([[x, y]], { ...markOf(series), dx });
}

function name({ backend }: Series, x: number, y: number, dx: number): Plot.Markish {
  return Plot.text([[x, y]], { text: [shortened(backend)], dx, textAnchor: "start" });
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

/** Cut to a length, with an ellipsis. */
export function shortened(text: string, length = 14): string {
  return text.length <= length ? text : `${text.slice(0, length - 1)}…`;
}
