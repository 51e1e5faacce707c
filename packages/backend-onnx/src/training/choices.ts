import type { ConvolutionName } from "./convolution/names.ts";

/** How the training graph is written. The defaults are for speed; tests and measurements force each choice in turn. */
export interface Choices {
  /** Preferred algorithms: a convolution takes the first that can compute it, else what `choose.ts` says. */
  readonly convolutions: readonly ConvolutionName[];
  /** Whether convolution, relu and max-pooling are computed together, pooling before bias and relu. */
  readonly poolingFirst: boolean;
  /**
   * Whether the optimizer's multiply-and-add is one matrix product with a 1×1 matrix instead of two element-wise
   * operators: see `optimizer.ts`.
   */
  readonly updatesAsProducts: boolean;
}

export const defaultChoices: Choices = { convolutions: [], poolingFirst: true, updatesAsProducts: false };
