import type { Value } from "../../graph-builder.ts";
import { pickBlocks, toBlocks, toRows } from "../blocks.ts";
import type { TrainingContext } from "../context.ts";
import { differences } from "../masks.ts";
import { outside } from "../window-table.ts";
import { onBothSides } from "./both-sides.ts";
import type { ConvolutionProblem, ConvolutionResult } from "./problem.ts";
import type { TileLayout, TilePlan } from "./tiles.ts";
import { placesOf } from "./tiles.ts";
import type { FastMatrices } from "./toom-cook.ts";
import { transposedMatrix } from "./toom-cook.ts";
import { nonzeroWindows } from "./zero-windows.ts";

/** Up to this window a convolution of zeros comes out as 0. */
const mostExactWindow = 4;

/** The outputs of tiles, in the groups that were asked for. */
export interface TileOutput extends Pick<ConvolutionResult, "outputs"> {
  /** From running sums of the groups' gradients, the products': [window, apart, window, together, N·filters]. */
  backward(running: readonly Value[]): Value;
}

/** From the products of all tiles, [window, apart, window, together, N·filters]. */
export function tileOutput(
  context: TrainingContext,
  problem: ConvolutionProblem,
  { plan, layout, matrices }: { readonly plan: TilePlan; readonly layout: TileLayout; readonly matrices: FastMatrices },
  products: Value,
): TileOutput {
  const { graph } = context;
  const { filters, groups } = problem;
  const { apart, together } = layout;
  const places = placesOf(plan, layout);
  const count = plan.size * apart * plan.size * together;
  const positions = inverse(places, count);
  const computed = onBothSides(graph, products, matrices.output, matrices.output, apart);
  // With points 0, 1 and −1 sums of zeros and what cancels are exact.
  const exact = problem.keepsZeros && plan.window > mostExactWindow ? zerosKept() : computed;
  const blocks = toBlocks(graph, exact, count);
  return {
    outputs: split(places, groups).map((group) => toRows(graph, pickBlocks(graph, blocks, count, group, 0), filters)),
    backward: (running) => {
      const arrived = toBlocks(graph, graph.concat(differences(graph, running), 0), places.length);
      const back = transposedMatrix(matrices.output);
      return onBothSides(graph, pickBlocks(graph, arrived, places.length, positions, 0), back, back, apart);
    },
  };

  function zerosKept(): Value {
    const wanted = groups.flatMap((group) => [...group]);
    const nonzero = nonzeroWindows(
      context,
      problem,
      positions.map((at) => wanted[at] ?? outside),
    );
    return graph.op("Mul", [graph.reshape(computed, [-1, filters]), nonzero]);
  }
}

/** The list in parts as long as those given. */
function split(list: Int32Array, parts: readonly Int32Array[]): Int32Array[] {
  let end = 0;
  return parts.map(({ length }) => list.subarray(end, (end += length)));
}

/** Where each of `count` places stands in the list, or `outside`. */
function inverse(places: Int32Array, count: number): Int32Array {
  const positions = new Int32Array(count).fill(outside);
  for (const [at, place] of places.entries()) positions[place] = at;
  return positions;
}
