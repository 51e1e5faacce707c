import type { LayerOf } from "@evenkeel/core";
import type { LayerCall, LayerResult, LayerRule } from "./layer-rule.ts";
import { channelSum } from "./bias.ts";
import { at, channelsOf, map, type Tensor } from "../tensor.ts";

type Call = LayerCall<LayerOf<"batch-norm">>;

/**
 * y = γ·x̂ + β with x̂ = (x − μ) / √(σ² + ε), for each channel. Training: mean and biased variance of the batch, and
 * the moving statistics follow. Prediction: the moving statistics. Source: Ioffe & Szegedy 2015, Algorithm 1.
 */
export const batchNorm: LayerRule<"batch-norm"> = (call) =>
  call.training === null ? predicting(call) : training(call);

function predicting({ layer, inputs: [x], weight }: Call): LayerResult {
  const { inverse, normalized } = normalize(x, weight("movingMean"), weight("movingVariance"), layer.epsilon);
  return {
    output: scaleAndShift(normalized, weight("gamma"), weight("beta")),
    backward(gradient) {
      const scaled = perChannel(gradient, (dy, c) => dy * at(weight("gamma").data, c) * at(inverse.data, c));
      return { inputs: [scaled], weights: slotGradients(gradient, normalized) };
    },
  };
}

function training({ layer, inputs: [x], weight }: Call): LayerResult {
  const mean = channelMean(x);
  const variance = channelMean(perChannel(x, (value, c) => (value - at(mean.data, c)) ** 2));
  const { inverse, normalized } = normalize(x, mean, variance, layer.epsilon);
  const gamma = weight("gamma");
  const moved = (moving: Tensor, batch: Tensor) =>
    map(moving, (value, c) => layer.momentum * value + (1 - layer.momentum) * at(batch.data, c));
  return {
    output: scaleAndShift(normalized, gamma, weight("beta")),
    replaced: {
      movingMean: moved(weight("movingMean"), mean),
      movingVariance: moved(weight("movingVariance"), variance),
    },
    /** dx = γ/√(σ²+ε) · (dy − mean(dy) − x̂ · mean(dy·x̂)): mean and variance depend on x too. */
    backward(gradient) {
      const meanDy = channelMean(gradient);
      const meanDyX = channelMean(product(gradient, normalized));
      const centred = perChannel(gradient, (dy, c, i) => {
        const rest = dy - at(meanDy.data, c) - at(normalized.data, i) * at(meanDyX.data, c);
        return at(gamma.data, c) * at(inverse.data, c) * rest;
      });
      return { inputs: [centred], weights: slotGradients(gradient, normalized) };
    },
  };
}

function normalize(x: Tensor, mean: Tensor, variance: Tensor, epsilon: number) {
  const inverse = map(variance, (value) => 1 / Math.sqrt(value + epsilon));
  return { inverse, normalized: perChannel(x, (value, c) => (value - at(mean.data, c)) * at(inverse.data, c)) };
}

function scaleAndShift(normalized: Tensor, gamma: Tensor, beta: Tensor): Tensor {
  return perChannel(normalized, (value, c) => at(gamma.data, c) * value + at(beta.data, c));
}

function slotGradients(gradient: Tensor, normalized: Tensor) {
  return { gamma: channelSum(product(gradient, normalized)), beta: channelSum(gradient) };
}

function product(a: Tensor, b: Tensor): Tensor {
  return map(a, (value, i) => value * at(b.data, i));
}

function perChannel(x: Tensor, compute: (value: number, channel: number, index: number) => number): Tensor {
  const channels = channelsOf(x);
  return map(x, (value, i) => compute(value, i % channels, i));
}

/** The mean over everything but the channel. */
function channelMean(x: Tensor): Tensor {
  const count = x.data.length / channelsOf(x);
  return map(channelSum(x), (sum) => sum / count);
}
