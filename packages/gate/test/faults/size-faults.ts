/** Formulas that are right for most options, sizes and values, and wrong for some. */
import {
  layerRules,
  type LayerCall,
  type LayerResult,
  type LayerRules,
  type Tensor,
} from "@evenkeel/backend-reference";
import type { LayerKind } from "@evenkeel/core";
import { map, place } from "./place.ts";

type Rules = Partial<LayerRules>;

/** A relu that clips at 6, as many networks for phones have. */
const reluClippedAtSix: Rules = {
  relu(call) {
    const result = layerRules.relu(call);
    const { data } = call.inputs[0];
    return {
      output: map(result.output, (value) => Math.min(6, value)),
      backward: (gradient) => result.backward(map(gradient, (dy, i) => ((data[i] as number) < 6 ? dy : 0))),
    };
  },
};

/** The first two inputs of equal shape get each other's gradient. */
const concatGradientsSwapped: Rules = {
  concat(call) {
    const result = layerRules.concat(call);
    const [first, second] = call.inputs;
    if (first.shape.join() !== second?.shape.join()) return result;
    return {
      ...result,
      backward(gradient) {
        const { inputs, weights } = result.backward(gradient);
        const [a, b, ...others] = inputs as [Tensor, Tensor, ...Tensor[]];
        return { inputs: [b, a, ...others], weights };
      },
    };
  },
};

/** Nothing of a kernel beyond its first five rows. */
const kernelsAboveFive: Rules = {
  conv2d(call) {
    const [height, width] = call.layer.kernel;
    if (height <= 5) return layerRules.conv2d(call);
    const kernel = call.weight("kernel");
    const row = (kernel.data.length / height / width) * width;
    const cut = map(kernel, (value, i) => (i < 5 * row ? value : 0));
    return layerRules.conv2d({ ...call, weight: (slot) => (slot === "kernel" ? cut : call.weight(slot)) });
  },
};

/** One row off where the stride is 3 and the kernel, too. */
const strideThreeKernelThree: Rules = {
  conv2d(call) {
    const { kernel, strides } = call.layer;
    const [x] = call.inputs;
    const [, height = 0, width = 0] = x.shape;
    if (kernel.join() !== "3,3" || strides.join() !== "3,3") return layerRules.conv2d(call);
    return layerRules.conv2d({ ...call, inputs: [place(x, [1, 0], [height, width])] });
  },
};

/** Where windows overlap most, a pixel keeps the gradient of the last window that it leads, and not their sum. */
const maxPoolAtStrideOne: Rules = {
  "max-pool2d"(call) {
    const result = layerRules["max-pool2d"](call);
    if (call.layer.strides.join() !== "1,1") return result;
    return {
      ...result,
      backward(gradient) {
        const ones = result.backward(map(gradient, () => 1)).inputs[0];
        const { inputs, weights } = result.backward(gradient);
        return { inputs: inputs.map((dx) => map(dx, (dy, i) => dy / Math.max(1, ones?.data[i] ?? 1))), weights };
      },
    };
  },
};

/** The outputs of a channel in reverse where there are three. */
const depthwiseMultiplierThree: Rules = {
  "depthwise-conv2d"(call) {
    if (call.layer.multiplier !== 3) return layerRules["depthwise-conv2d"](call);
    const kernel = call.weight("kernel");
    const turned = map(kernel, (_, i) => kernel.data[i + 2 - 2 * (i % 3)] as number);
    return layerRules["depthwise-conv2d"]({
      ...call,
      weight: (slot) => (slot === "kernel" ? turned : call.weight(slot)),
    });
  },
};

/** Layers of a kind with what they give changed. */
function outputsOf(kind: LayerKind, change: (output: Tensor) => Tensor): Rules {
  const rule = layerRules[kind] as (call: LayerCall) => LayerResult;
  const changed = (call: LayerCall): LayerResult => {
    const result = rule(call);
    return { ...result, output: change(result.output) };
  };
  return { [kind]: changed };
}

/** Which rows of a batch come out a thousandth too large, in the layers of one kind. */
export const rowFaults = {
  rowsFromEight: (output: Tensor) => ofRows(output, (row) => row >= 8),
  rowsFromThirtyTwo: (output: Tensor) => ofRows(output, (row) => row >= 32),
  batchesFromThirtyTwo: (output: Tensor) => ofRows(output, (_, count) => count >= 32),
  multiplesOfThirtyTwo: (output: Tensor) => ofRows(output, (_, count) => count % 32 === 0),
};

export const rowFault = (kind: LayerKind, name: keyof typeof rowFaults): Rules => outputsOf(kind, rowFaults[name]);

function ofRows(output: Tensor, isWrong: (row: number, count: number) => boolean): Tensor {
  const [count = 1] = output.shape;
  const size = output.data.length / count;
  return map(output, (value, i) => (isWrong(Math.floor(i / size), count) ? value * 1.001 : value));
}

/** A side above 32 pixels. */
function isLarge({ shape }: Tensor): boolean {
  const [, height = 0, width = 0] = shape;
  return shape.length === 4 && Math.max(height, width) > 32;
}

/** A layer kind that reads no pixel beyond the 32nd of an image's rows and columns. */
export function imagesAboveThirtyTwo(kind: LayerKind): Rules {
  const rule = layerRules[kind] as (call: LayerCall) => LayerResult;
  const cut = (x: Tensor): Tensor => {
    if (!isLarge(x)) return x;
    const [, height = 0, width = 0] = x.shape;
    return place(place(x, [0, 0], [Math.min(32, height), Math.min(32, width)]), [0, 0], [height, width]);
  };
  const changed = (call: LayerCall): LayerResult => {
    const [first, ...others] = call.inputs;
    return rule({ ...call, inputs: [cut(first), ...others.map(cut)] });
  };
  return { [kind]: changed };
}

/** A layer kind that takes a gradient a thousandth too large of every image but the first, where images are large. */
export function laterLargeImagesBackward(kind: LayerKind): Rules {
  const rule = layerRules[kind] as (call: LayerCall) => LayerResult;
  const changed = (call: LayerCall): LayerResult => {
    const result = rule(call);
    if (!isLarge(call.inputs[0])) return result;
    return { ...result, backward: (gradient) => result.backward(ofRows(gradient, (row) => row > 0)) };
  };
  return { [kind]: changed };
}

export const sizeFaults = {
  reluClippedAtSix,
  concatGradientsSwapped,
  kernelsAboveFive,
  strideThreeKernelThree,
  maxPoolAtStrideOne,
  depthwiseMultiplierThree,
};
