import { windowGeometry } from "@evenkeel/models";
import { outside } from "../window-table.ts";
import type { ConvolutionProblem } from "./problem.ts";

/** The output pixels of a convolution cut into squares of `size` × `size`, and the squares of input pixels that they see. */
export interface TilePlan {
  /** How many tiles there are; those of which no output is wanted are left out. */
  readonly tiles: number;
  /** [window², tiles]: the input pixel at each place of each tile's window, or `outside`. */
  readonly reads: Int32Array;
  /** For each wanted output, group after group: place in the tile · tiles + tile. */
  readonly places: Int32Array;
}

/** Cuts a convolution of stride and dilation 1. `window` is the side of the square that a tile sees. */
export function planTiles({ input, layer, table, groups }: ConvolutionProblem, size: number, window: number): TilePlan {
  const { height, width } = input;
  const { padTop, padLeft } = windowGeometry({ height, width, ...layer });
  const across = Math.ceil(table.outWidth / size);
  const wanted = groups.flatMap((group) => [...group]).map((pixel) => locate(pixel, table.outWidth, size, across));
  const tiles = [...new Set(wanted.map(({ tile }) => tile))].toSorted((left, right) => left - right);
  const positions = new Map(tiles.map((tile, at) => [tile, at]));
  const reads = Int32Array.from({ length: window * window * tiles.length }, (_, at) => {
    const tile = tiles[at % tiles.length] ?? 0;
    const place = Math.floor(at / tiles.length);
    const row = Math.floor(tile / across) * size + Math.floor(place / window) - padTop;
    const column = (tile % across) * size + (place % window) - padLeft;
    const inside = row >= 0 && row < height && column >= 0 && column < width;
    return inside ? row * width + column : outside;
  });
  const places = wanted.map(({ tile, place }) => place * tiles.length + (positions.get(tile) ?? 0));
  return { tiles: tiles.length, reads, places: Int32Array.from(places) };
}

/** The tile in which an output pixel lies, and its place there. */
function locate(
  pixel: number,
  outWidth: number,
  size: number,
  across: number,
): { readonly tile: number; readonly place: number } {
  const row = Math.floor(pixel / outWidth);
  const column = pixel % outWidth;
  return {
    tile: Math.floor(row / size) * across + Math.floor(column / size),
    place: (row % size) * size + (column % size),
  };
}
