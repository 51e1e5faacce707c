/** Wrong formulas, each a mistake that a real backend has made or could make. */
import {
  layerRules,
  type LayerCall,
  type LayerResult,
  type LayerRules,
  type Tensor,
} from "@evenkeel/backend-reference";
import type { LayerOf } from "@evenkeel/core";
import { windowGeometry } from "@evenkeel/models";
import { map, place } from "./place.ts";

type Rules = Partial<LayerRules>;

/** The right result with another backward pass. */
function withInputGradient(result: LayerResult, change: (gradient: Tensor) => readonly Tensor[]): LayerResult {
  return { ...result, backward: (gradient) => ({ ...result.backward(gradient), inputs: change(gradient) }) };
}

/** The later of equal values in a window looks larger by a hair. */
const lastMaximum: Rules = {
  "max-pool2d": (call) =>
    layerRules["max-pool2d"]({ ...call, inputs: [map(call.inputs[0], (value, i) => value + i * 1e-12)] }),
};

/**
 * As tfjs-wasm 4.22 ships it: the search of the gradient's place starts above zero and misses windows without a
 * positive value.
 */
const maximumFromZero: Rules = {
  "max-pool2d": (call) => {
    const positive = layerRules["max-pool2d"]({ ...call, inputs: [map(call.inputs[0], (v) => Math.max(v, 0))] });
    return withInputGradient(layerRules["max-pool2d"](call), (gradient) => positive.backward(gradient).inputs);
  },
};

const noConvolutionBias: Rules = { conv2d: (call) => withoutBiasGradient(layerRules.conv2d(call)) };
const noDenseBias: Rules = { dense: (call) => withoutBiasGradient(layerRules.dense(call)) };
const noDepthwiseBias: Rules = {
  "depthwise-conv2d": (call) => withoutBiasGradient(layerRules["depthwise-conv2d"](call)),
};

function withoutBiasGradient(result: LayerResult): LayerResult {
  return {
    ...result,
    backward(gradient) {
      const { inputs, weights } = result.backward(gradient);
      const { bias, ...others } = weights;
      return { inputs, weights: bias === undefined ? others : { ...others, bias: map(bias, () => 0) } };
    },
  };
}

/** PyTorch's habit: the odd pixel of `same` at the top and left. */
const oddPaddingFirst: Rules = {
  conv2d: (call) => {
    const { padTop, padBottom, padLeft, padRight } = paddingOf(call);
    return shifted(call, [padBottom - padTop, padRight - padLeft]);
  },
};

/** One pixel too many at the top and left wherever there is padding, and one too few at the bottom and right. */
const paddingOffByOne: Rules = {
  conv2d: (call) => {
    const { padBottom, padRight } = paddingOf(call);
    return shifted(call, [Math.min(1, padBottom), Math.min(1, padRight)]);
  },
};

function paddingOf({ layer, inputs: [x] }: LayerCall<LayerOf<"conv2d">>) {
  const [, height = 0, width = 0] = x.shape;
  return windowGeometry({ ...layer, height, width });
}

function shifted(call: LayerCall<LayerOf<"conv2d">>, [down, right]: readonly [number, number]): LayerResult {
  const [x] = call.inputs;
  const [, height = 0, width = 0] = x.shape;
  const result = layerRules.conv2d({ ...call, inputs: [place(x, [down, right], [height, width])] });
  return {
    ...result,
    backward(gradient) {
      const { inputs, weights } = result.backward(gradient);
      return { inputs: inputs.map((dx) => place(dx, [-down, -right], [height, width])), weights };
    },
  };
}

/** Height and width of a square kernel changed for each other. */
const transposedKernel: Rules = {
  conv2d(call) {
    const swap = (kernel: Tensor): Tensor => {
      const [height = 0, width = 0, ...rest] = kernel.shape;
      if (height !== width) return kernel;
      const values = rest.reduce((product, size) => product * size, 1);
      return map(kernel, (_, i) => {
        const tap = Math.floor(i / values);
        return kernel.data[((tap % width) * width + Math.floor(tap / width)) * values + (i % values)] as number;
      });
    };
    const weight = (slot: string) => (slot === "kernel" ? swap(call.weight(slot)) : call.weight(slot));
    const result = layerRules.conv2d({ ...call, weight });
    return {
      ...result,
      backward(gradient) {
        const { inputs, weights } = result.backward(gradient);
        return { inputs, weights: weights["kernel"] ? { ...weights, kernel: swap(weights["kernel"]) } : weights };
      },
    };
  },
};

/** A dense kernel read as [out, in]. */
const transposedDenseKernel: Rules = {
  dense(call) {
    const kernel = call.weight("kernel");
    const [rows = 0, columns = 0] = kernel.shape;
    const turned = (values: Tensor, [height, width]: readonly [number, number]) =>
      map(values, (_, i) => values.data[(i % width) * height + Math.floor(i / width)] as number);
    const read = turned(kernel, [rows, columns]);
    const result = layerRules.dense({ ...call, weight: (slot) => (slot === "kernel" ? read : call.weight(slot)) });
    return {
      ...result,
      backward(gradient) {
        const { inputs, weights } = result.backward(gradient);
        const back = weights["kernel"] && turned(weights["kernel"], [columns, rows]);
        return { inputs, weights: back ? { ...weights, kernel: { ...back, shape: kernel.shape } } : weights };
      },
    };
  },
};

/** Padding counts as zeros of the mean. */
const averageOverPadding: Rules = {
  "average-pool2d"(call) {
    const { layer, inputs } = call;
    const [, height = 0, width = 0] = inputs[0].shape;
    const around = windowGeometry({ ...layer, kernel: layer.size, dilation: [1, 1], height, width });
    const { padTop, padBottom, padLeft, padRight } = around;
    const size = [height + padTop + padBottom, width + padLeft + padRight] as const;
    const result = layerRules["average-pool2d"]({
      ...call,
      layer: { ...layer, padding: "valid" },
      inputs: [place(inputs[0], [padTop, padLeft], size)],
    });
    return withInputGradient(result, (gradient) =>
      result.backward(gradient).inputs.map((dx) => place(dx, [-padTop, -padLeft], [height, width])),
    );
  },
};

/** The moving variance follows the unbiased variance, as PyTorch's does. */
const unbiasedMovingVariance: Rules = {
  "batch-norm"(call) {
    const result = layerRules["batch-norm"](call);
    const moved = result.replaced?.["movingVariance"];
    if (moved === undefined) return result;
    const before = call.weight("movingVariance");
    const count = call.inputs[0].data.length / before.data.length;
    const { momentum } = call.layer;
    const movingVariance = map(moved, (value, c) => {
      const kept = momentum * (before.data[c] as number);
      return kept + ((value - kept) * count) / (count - 1);
    });
    return { ...result, replaced: { ...result.replaced, movingVariance } };
  },
};

/** The gradient takes mean and variance for constants. */
const constantStatistics: Rules = {
  "batch-norm"(call) {
    const result = layerRules["batch-norm"](call);
    const moved = result.replaced;
    if (moved === undefined) return result;
    const { momentum } = call.layer;
    const batchStatistic = (slot: string) => {
      const old = call.weight(slot).data;
      const mixed = (value: number, c: number) => (value - momentum * (old[c] as number)) / (1 - momentum);
      return map(moved[slot] ?? call.weight(slot), mixed);
    };
    const weight = (slot: string) => (slot.startsWith("moving") ? batchStatistic(slot) : call.weight(slot));
    const constant = layerRules["batch-norm"]({ ...call, weight, training: null });
    return withInputGradient(result, (gradient) => constant.backward(gradient).inputs);
  },
};

/** Prediction normalises with the statistics of its own batch. */
const predictsWithBatchStatistics: Rules = {
  "batch-norm": (call) =>
    layerRules["batch-norm"]({ ...call, training: { mask: () => call.inputs[0], ...call.training } }),
};

/** The moving statistics never move. */
const staleStatistics: Rules = {
  "batch-norm"(call) {
    const { output, backward } = layerRules["batch-norm"](call);
    return { output, backward };
  },
};

/** Kept values are not divided by the share that is kept. */
const dropoutMaskUnscaled: Rules = {
  dropout: (call) => {
    const { training } = call;
    const ones = (mask: Tensor) => map(mask, (value) => Math.sign(value));
    return layerRules.dropout({ ...call, training: training && { mask: () => ones(training.mask()) } });
  },
};

const dropoutWithoutMask: Rules = { dropout: (call) => layerRules.dropout({ ...call, training: null }) };

const reluLeaksAtZero: Rules = {
  relu(call) {
    const result = layerRules.relu(call);
    const { data } = call.inputs[0];
    return withInputGradient(result, (gradient) => [map(gradient, (dy, i) => ((data[i] as number) >= 0 ? dy : 0))]);
  },
};

/** What a fast algorithm leaves of large numbers that cancel, where a window holds nothing but zeros. */
const noiseOfZeros: Rules = {
  conv2d(call) {
    const result = layerRules.conv2d(call);
    const [height, width] = call.layer.kernel;
    if (height * width === 1) return result;
    const noisy = (value: number, i: number) => (value === 0 ? 1e-9 * (-1) ** i : value);
    return { ...result, output: map(result.output, noisy) };
  },
};

/** Only the first reader's share of the gradient arrives. */
const addForgetsOthers: Rules = {
  add(call) {
    const result = layerRules.add(call);
    return withInputGradient(result, (gradient) =>
      result.backward(gradient).inputs.map((dx, index) => (index === 0 ? dx : map(dx, () => 0))),
    );
  },
};

/** [N, H, W, C] flattened as if it were [N, C, H, W]. */
const flattenChannelsFirst: Rules = {
  flatten(call) {
    const [x] = call.inputs;
    const [, height = 0, width = 0, channels = 1] = x.shape;
    const pixels = height * width;
    const source = (i: number) => {
      const within = i % (pixels * channels);
      return i - within + (within % pixels) * channels + Math.floor(within / pixels);
    };
    const output = map(layerRules.flatten(call).output, (_, i) => x.data[source(i)] as number);
    return {
      output,
      backward(gradient) {
        const dx = new Float64Array(x.data.length);
        for (const [i, dy] of gradient.data.entries()) dx[source(i)] = dy;
        return { inputs: [{ shape: x.shape, data: dx }], weights: {} };
      },
    };
  },
};

export const layerFaults = {
  lastMaximum,
  maximumFromZero,
  noConvolutionBias,
  noDenseBias,
  noDepthwiseBias,
  oddPaddingFirst,
  paddingOffByOne,
  transposedKernel,
  transposedDenseKernel,
  averageOverPadding,
  unbiasedMovingVariance,
  constantStatistics,
  predictsWithBatchStatistics,
  staleStatistics,
  dropoutWithoutMask,
  dropoutMaskUnscaled,
  reluLeaksAtZero,
  noiseOfZeros,
  addForgetsOthers,
  flattenChannelsFirst,
};
