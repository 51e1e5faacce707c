import { add, customGrad, mean, mul, rsqrt, square, sub, sum, type Tensor } from "@tensorflow/tfjs-core";

/** What a custom gradient calls to keep tensors for its backward pass. */
export type Save = (tensors: Tensor[]) => void;

export interface BatchStatistics {
  readonly batchMean: Tensor;
  readonly batchVariance: Tensor;
}

/** The mean and the biased variance of a batch, over all axes but the last. */
export function batchStatistics(x: Tensor): BatchStatistics {
  const axes = leadingAxes(x);
  const batchMean = mean(x, axes);
  return { batchMean, batchVariance: mean(square(sub(x, batchMean)), axes) };
}

/**
 * Normalises by the batch's own statistics, through which the gradient flows too (Ioffe & Szegedy 2015, section 3). The
 * statistics are handed in because the caller also keeps them.
 */
export function batchNormalise(
  input: Tensor,
  scales: { readonly gamma: Tensor; readonly beta: Tensor },
  { batchMean, batchVariance }: BatchStatistics,
  epsilon: number,
): Tensor {
  const axes = leadingAxes(input);
  const count = input.size / (input.shape.at(-1) ?? 1);
  const normalise = customGrad((...args) => {
    const [x, gamma, beta, save] = args as unknown as [Tensor, Tensor, Tensor, Save];
    const inverse = rsqrt(add(batchVariance, epsilon));
    const normalised = mul(sub(x, batchMean), inverse);
    save([normalised, inverse, gamma]);
    const gradFunc = (dy: Tensor, saved: Tensor[]): Tensor[] => {
      const [hat, scale, gain] = saved as [Tensor, Tensor, Tensor];
      const dBeta = sum(dy, axes);
      const dGamma = sum(mul(dy, hat), axes);
      const common = mul(add(dBeta, mul(hat, dGamma)), 1 / count);
      return [mul(sub(dy, common), mul(gain, scale)), dGamma, dBeta];
    };
    return { value: add(mul(normalised, gamma), beta), gradFunc };
  });
  return normalise(input, scales.gamma, scales.beta);
}

function leadingAxes({ rank }: Tensor): number[] {
  return Array.from({ length: rank - 1 }, (_, axis) => axis);
}
