import type { FeatureMap } from "../feature-map.ts";
import { channelColumns } from "./channel-columns.ts";
import { im2col } from "./im2col.ts";
import type { ConvolutionName } from "./names.ts";
import { convolutionNames } from "./names.ts";
import { pointwise } from "./pointwise.ts";
import type { ConvolutionAlgorithm, ConvolutionProblem } from "./problem.ts";
import type { TileReader } from "./tile-input.ts";
import { gathered, wholeLines } from "./tile-input.ts";
import type { TilePlan } from "./tiles.ts";
import { planTiles } from "./tiles.ts";
import { largestWindow } from "./toom-cook.ts";
import { winograd } from "./winograd.ts";

/** A way to compute convolutions, and what it costs. */
interface Candidate {
  readonly algorithm: ConvolutionAlgorithm;
  /** Whether it can compute this convolution at all. */
  readonly applies: (problem: ConvolutionProblem) => boolean;
  readonly work: (problem: ConvolutionProblem) => Work;
}

/** What one image costs, forward and backward. */
interface Work {
  /** Multiplications of matrix products. */
  readonly products: number;
  /** Numbers that are written on the way: gathered, transformed or added up. */
  readonly moved: number;
}

/**
 * What moving one number costs, in multiplications of a matrix product: a product reuses what it has read, while to
 * gather, transform or add reads and writes memory for each number. Fitted to step times of the
 * zoo before there were tiles of 4×4; what it picks still agrees with the arms of `scripts/step-time.ts` on one thread.
 */
const movedCost = 24;

const everything = (): boolean => true;

const candidates: Readonly<Record<ConvolutionName, Candidate>> = {
  im2col: { algorithm: im2col, applies: everything, work: columnsWork },
  "channel-columns": {
    algorithm: channelColumns,
    applies: ({ input }) => !input.needsGradient && input.order === "image-major",
    // A row of im2col has a run of numbers for each tap; here runs are as long as the batch, and so cheaper to move
    // where the channels are few.
    work: (problem) => {
      const { products, moved } = columnsWork(problem);
      return { products, moved: (moved * problem.input.channels) / 4 };
    },
  },
  pointwise: {
    algorithm: pointwise,
    applies: ({ table }) => table.taps === 1,
    work: (problem) => ({ ...columnsWork(problem), moved: 0 }),
  },
  "winograd-f2": winogradCandidate(2, gathered, ofTiles),
  "winograd-f3": winogradCandidate(3, gathered, ofTiles),
  "winograd-f4": winogradCandidate(4, gathered, ofTiles),
  "winograd-f5": winogradCandidate(5, gathered, ofTiles),
  "winograd-f2-lines": winogradCandidate(2, wholeLines, ofLines),
  "winograd-f3-lines": winogradCandidate(3, wholeLines, ofLines),
  "winograd-f4-lines": winogradCandidate(4, wholeLines, ofLines),
  "winograd-f5-lines": winogradCandidate(5, wholeLines, ofLines),
};

/** Of the ways that can compute a convolution the first preferred one, or else the one of least cost. */
export function chooseConvolution(problem: ConvolutionProblem, preferred: readonly ConvolutionName[]): ConvolutionName {
  const possible = convolutionNames.filter((name) => candidates[name].applies(problem));
  const first = preferred.find((name) => possible.includes(name));
  if (first !== undefined) return first;
  const costs = possible.map((name) => {
    const { products, moved } = candidates[name].work(problem);
    return { name, cost: products + movedCost * moved };
  });
  return costs.reduce((best, other) => (other.cost < best.cost ? other : best)).name;
}

export function convolutionAlgorithm(name: ConvolutionName): ConvolutionAlgorithm {
  return candidates[name].algorithm;
}

/**
 * One product with the matrix of all windows for the outputs, one for the kernel's gradient; the input's gradient is a
 * third product that fills such a matrix again, of which the parts are added up.
 */
function columnsWork({ input, filters, table, groups }: ConvolutionProblem): Work {
  const windows = groups.reduce((count, group) => count + group.length, 0) * table.taps * input.channels;
  const [products, moves] = input.needsGradient ? [3, 4] : [2, 1];
  return { products: products * windows * filters, moved: moves * windows };
}

function winogradCandidate(
  size: number,
  read: TileReader,
  ofInput: (plan: TilePlan, input: FeatureMap) => Work,
): Candidate {
  return {
    algorithm: winograd(size, read),
    applies: ({ layer }) => {
      const { kernel, strides, dilation } = layer;
      return (
        kernel[0] === kernel[1] &&
        kernel[0] > 1 &&
        size + kernel[0] - 1 <= largestWindow &&
        [...strides, ...dilation].every((step) => step === 1)
      );
    },
    work: (problem) => {
      const { filters, input } = problem;
      const { channels, needsGradient } = input;
      const plan = planTiles(problem, size);
      const { window, rows, columns } = plan;
      const tiles = rows.length * columns.length;
      const perTile = (needsGradient ? 3 : 2) * window ** 2 * channels * filters;
      const transformed = ofInput(plan, input);
      // Products are transformed to outputs, and gradients of outputs to gradients of products.
      const ofOutput = 2 * (window ** 2 + size * window + size ** 2);
      return {
        products: tiles * perTile + transformed.products * channels,
        moved: transformed.moved * channels + tiles * ofOutput * filters,
      };
    },
  };
}

/**
 * For each channel: windows are gathered and transformed along both sides; on the way back transformed, and gathered
 * and added up where up to four overlap.
 */
function ofTiles({ window, rows, columns }: TilePlan, { height, width, needsGradient }: FeatureMap): Work {
  const squares = rows.length * columns.length * window ** 2;
  const overlapping = Math.min(rows.length, 2) * Math.min(columns.length, 2);
  const back = 2 * squares + (overlapping + 1) * height * width;
  return { products: 0, moved: 3 * squares + (needsGradient ? back : 0) };
}

/**
 * What a multiplication costs in products with so few rows, in those of large ones. Fitted as `movedCost` is, to the
 * zoo's maps of 13×13 to 16×16.
 */
const thinProductCost = 2.4;

/** For each channel: the map is multiplied along its rows and its columns, and once more on the way back. */
function ofLines({ window, rows, columns }: TilePlan, { height, width, needsGradient }: FeatureMap): Work {
  const [down, across] = [window * rows.length, window * columns.length];
  const there = { products: height * across * width + down * height * across, moved: height * across + down * across };
  const back = { products: down * width * across + height * down * width, moved: down * width + height * width };
  return {
    products: thinProductCost * (there.products + (needsGradient ? back.products : 0)),
    moved: there.moved + (needsGradient ? back.moved : 0),
  };
}
