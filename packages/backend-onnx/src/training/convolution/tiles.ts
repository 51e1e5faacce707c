import { windowGeometry } from "@evenkeel/models";
import { outside } from "../window-table.ts";
import type { ConvolutionProblem } from "./problem.ts";

/**
 * The output pixels of a convolution of stride and dilation 1 cut into squares of `size` × `size`, each seeing `window`
 * × `window` input pixels.
 */
export interface TilePlan {
  readonly size: number;
  readonly window: number;
  /**
   * The first row of input pixels that each row of tiles sees; it may lie in the padding. Tiles of which no output is
   * wanted are left out.
   */
  readonly rows: readonly number[];
  /** The first column of each column of tiles, likewise. */
  readonly columns: readonly number[];
  /** For each wanted output, group after group. */
  readonly outputs: readonly TiledOutput[];
}

/** Where an output lies: in which tile, and where in it. */
interface TiledOutput {
  readonly tileRow: number;
  readonly tileColumn: number;
  readonly row: number;
  readonly column: number;
}

/**
 * How squares of side `side` of all tiles are stored: [side, apart, side, together], rows of tiles being kept apart or
 * all tiles together.
 */
export interface TileLayout {
  readonly apart: number;
  readonly together: number;
}

export function planTiles({ input, layer, table, groups }: ConvolutionProblem, size: number): TilePlan {
  const { height, width } = input;
  const { padTop, padLeft } = windowGeometry({ height, width, ...layer });
  const wanted = groups.flatMap((group) => [...group]);
  const rowOf = (pixel: number): number => Math.floor(pixel / table.outWidth);
  const columnOf = (pixel: number): number => pixel % table.outWidth;
  const tilesOf = (lines: readonly number[]): number[] =>
    [...new Set(lines.map((line) => Math.floor(line / size)))].toSorted((left, right) => left - right);
  const [tileRows, tileColumns] = [tilesOf(wanted.map(rowOf)), tilesOf(wanted.map(columnOf))];
  const outputs = wanted.map((pixel) => {
    const [row, column] = [rowOf(pixel), columnOf(pixel)];
    return {
      tileRow: tileRows.indexOf(Math.floor(row / size)),
      tileColumn: tileColumns.indexOf(Math.floor(column / size)),
      row: row % size,
      column: column % size,
    };
  });
  return {
    size,
    window: size + layer.kernel[0] - 1,
    rows: tileRows.map((row) => row * size - padTop),
    columns: tileColumns.map((column) => column * size - padLeft),
    outputs,
  };
}

/** All tiles together, or their rows apart. */
export function tileLayout({ rows, columns }: TilePlan, rowsApart: boolean): TileLayout {
  const [down, across] = [rows.length, columns.length];
  return rowsApart ? { apart: down, together: across } : { apart: 1, together: down * across };
}

/** For each wanted output its block in squares of outputs stored so. */
export function placesOf({ size, columns, outputs }: TilePlan, { apart, together }: TileLayout): Int32Array {
  return Int32Array.from(outputs, ({ tileRow, tileColumn, row, column }) => {
    const tile = apart === 1 ? tileRow * columns.length + tileColumn : tileColumn;
    const line = apart === 1 ? row : row * apart + tileRow;
    return (line * size + column) * together + tile;
  });
}

/** [window², tiles]: the input pixel at each place of each tile's window, or `outside`. */
export function readsOf({ window, rows, columns }: TilePlan, height: number, width: number): Int32Array {
  const tiles = rows.length * columns.length;
  return Int32Array.from({ length: window * window * tiles }, (_, at) => {
    const tile = at % tiles;
    const place = Math.floor(at / tiles);
    const row = (rows[Math.floor(tile / columns.length)] ?? 0) + Math.floor(place / window);
    const column = (columns[tile % columns.length] ?? 0) + (place % window);
    const inside = row >= 0 && row < height && column >= 0 && column < width;
    return inside ? row * width + column : outside;
  });
}
