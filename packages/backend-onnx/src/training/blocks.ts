import type { GraphBuilder, Value } from "../graph-builder.ts";
import { outside } from "./window-table.ts";

/**
 * A block is one pixel of every image: a row of the matrix [pixels, N·channels] that a pixel-major map also is. Moving
 * whole blocks keeps index constants small and independent of the batch.
 *
 * This table says which blocks add up in each result: [results, most] block numbers, `outside` where there are fewer.
 */
export interface BlockTable {
  readonly results: number;
  readonly most: number;
  readonly sources: Int32Array;
}

/** The matrix of a map's blocks, [pixels, N·channels]. */
export function toBlocks(graph: GraphBuilder, rows: Value, pixels: number): Value {
  return graph.reshape(rows, [pixels, -1]);
}

/** The rows of a matrix of blocks, [pixels·N, channels]. */
export function toRows(graph: GraphBuilder, blocks: Value, channels: number): Value {
  return graph.reshape(blocks, [-1, channels]);
}

/** The matrix with one more row, filled with `value`. */
export function appendRow(graph: GraphBuilder, matrix: Value, value: number): Value {
  return graph.op("Pad", [matrix, graph.int64s([0, 0, 1, 0]), graph.float32(value)]);
}

/** Chosen blocks out of `count`, in their order; `outside` gives a block of `padding`. */
export function pickBlocks(
  graph: GraphBuilder,
  blocks: Value,
  count: number,
  chosen: Int32Array,
  padding: number,
): Value {
  if (isWholeInOrder(chosen, count)) return blocks;
  const source = chosen.includes(outside) ? appendRow(graph, blocks, padding) : blocks;
  return graph.op("Gather", [source, graph.int32s(insideOr(count, chosen))], { axis: 0 });
}

/**
 * Sums blocks as a table says: [count, M] becomes [results, M]. Where the table has gaps, `zeroBlock` is the number of
 * a block known to be zero; without one a row of zeros is appended.
 */
export function sumBlocks(
  graph: GraphBuilder,
  blocks: Value,
  count: number,
  table: BlockTable,
  zeroBlock: number | null = null,
): Value {
  const { results, most, sources } = table;
  const hasGaps = sources.includes(outside);
  const source = hasGaps && zeroBlock === null ? appendRow(graph, blocks, 0) : blocks;
  const indices = insideOr(zeroBlock ?? count, sources);
  if (most === 1) {
    return isWholeInOrder(sources, count) ? blocks : graph.op("Gather", [source, graph.int32s(indices)], { axis: 0 });
  }
  const gathered = isWholeInOrder(sources, count)
    ? graph.reshape(blocks, [results, most, -1])
    : graph.op("Gather", [source, graph.int32s(indices, [results, most])], { axis: 0 });
  return graph.op("ReduceSum", [gathered, graph.int64s([1])], { keepdims: 0 });
}

/**
 * The transpose of a reading pattern, for its gradient: reading number i took pixel `targets[i]` (or `outside`) into
 * block `blockOf(i)`; the table adds each block back to the pixels it was read from.
 */
export function transposedTable(
  targets: Int32Array,
  pixels: number,
  blockOf: (reading: number) => number = (reading) => reading,
): BlockTable {
  const lists: number[][] = Array.from({ length: pixels }, () => []);
  for (const [reading, target] of targets.entries()) lists[target]?.push(blockOf(reading));
  const most = lists.reduce((longest, list) => Math.max(longest, list.length), 1);
  const sources = new Int32Array(pixels * most).fill(outside);
  for (const [pixel, list] of lists.entries()) sources.set(list, pixel * most);
  return { results: pixels, most, sources };
}

function insideOr(replacement: number, chosen: Int32Array): Int32Array {
  return chosen.map((block) => (block === outside ? replacement : block));
}

function isWholeInOrder(chosen: Int32Array, count: number): boolean {
  return chosen.length === count && chosen.every((block, at) => block === at);
}
