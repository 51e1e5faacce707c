import type { Value } from "../../graph-builder.ts";
import { pickBlocks, sumBlocks, toBlocks, toRows, transposedTable } from "../blocks.ts";
import type { TrainingContext } from "../context.ts";
import type { FeatureMap } from "../feature-map.ts";
import { pixelCount } from "../feature-map.ts";
import { outside } from "../window-table.ts";
import { onBothSides } from "./both-sides.ts";
import type { TileLayout, TilePlan } from "./tiles.ts";
import { readsOf, tileLayout } from "./tiles.ts";
import type { Matrix } from "./toom-cook.ts";
import { transposedMatrix } from "./toom-cook.ts";

/**
 * The input of tiles, transformed along both sides of each tile's window: [window, apart, window, together,
 * N·channels].
 */
export interface TileInput {
  readonly layout: TileLayout;
  readonly value: Value;
  /** From its gradient that of the map, [pixels·N, channels]. */
  backward(gradient: Value): Value;
}

/** How tiles get their input from a pixel-major map. `matrix` is what a window is transformed by along a side. */
export type TileReader = (context: TrainingContext, input: FeatureMap, plan: TilePlan, matrix: Matrix) => TileInput;

/** Each window's pixels are gathered, and their gradients added up again where windows overlap. */
export const gathered: TileReader = ({ graph }, input, plan, matrix) => {
  const pixels = pixelCount(input);
  const reads = readsOf(plan, input.height, input.width);
  const layout = tileLayout(plan, false);
  const seen = pickBlocks(graph, toBlocks(graph, input.value, pixels), pixels, reads, 0);
  return {
    layout,
    value: onBothSides(graph, seen, matrix),
    backward: (gradient) => {
      const back = transposedMatrix(matrix);
      const table = transposedTable(reads, pixels);
      // Pixels that fewer tiles see than others need a block of zeros: one more row of the matrix makes it.
      const down = table.sources.includes(outside) ? [...back, back.map(() => 0)] : back;
      const shares = onBothSides(graph, gradient, down, back);
      const count = down.length * plan.window * layout.together;
      return toRows(
        graph,
        sumBlocks(graph, toBlocks(graph, shares, count), reads.length, table, reads.length),
        input.channels,
      );
    },
  };
};

/**
 * The map is transformed along its whole lines, by a matrix that does for all tiles of a line what `matrix` does for
 * one: more multiplications, but nothing is gathered, and on the way back overlapping windows add up within the
 * product.
 */
export const wholeLines: TileReader = ({ graph }, input, plan, matrix) => {
  const down = lineMatrix(matrix, plan.rows, input.height);
  const along = lineMatrix(matrix, plan.columns, input.width);
  return {
    layout: tileLayout(plan, true),
    value: onBothSides(graph, input.value, down, along),
    backward: (gradient) =>
      toRows(graph, onBothSides(graph, gradient, transposedMatrix(down), transposedMatrix(along)), input.channels),
  };
};

/** [window·tiles, length]: `matrix` at each tile's place in a line of pixels, the padding left out. */
function lineMatrix(matrix: Matrix, starts: readonly number[], length: number): number[][] {
  return matrix.flatMap((row) => starts.map((start) => Array.from({ length }, (_, pixel) => row[pixel - start] ?? 0)));
}
