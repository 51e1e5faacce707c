import {
  add,
  AvgPool,
  batchNorm,
  concat,
  Conv2D,
  DepthwiseConv2dNative,
  engine,
  matMul,
  MaxPool,
  mean,
  mul,
  type NamedTensorMap,
  relu,
  reshape,
  type Tensor,
  type Tensor2D,
} from "@tensorflow/tfjs-core";
import type { Layer, LayerKind, LayerOf } from "@evenkeel/core";
import { stridesInside } from "@evenkeel/models";
import { batchNormalise, type BatchStatistics, batchStatistics } from "./batch-norm.ts";

/** What a layer may ask for beside its inputs. */
export interface Pass {
  /** A weight of the layer, by the name of its slot. */
  readonly weight: (layer: Layer, slot: string) => Tensor;
  /** Null when predicting. */
  readonly training: TrainingPass | null;
}

export interface TrainingPass {
  /** [N, …shape], by dropout layer. */
  readonly mask: (layer: Layer) => Tensor;
  /** Moves a batch-norm layer's moving statistics towards the batch's. */
  readonly observe: (layer: LayerOf<"batch-norm">, statistics: BatchStatistics) => void;
}

type Run<K extends LayerKind> = (layer: LayerOf<K>, inputs: [Tensor, ...Tensor[]], pass: Pass) => Tensor;

const runs: { readonly [K in LayerKind]: Run<K> } = {
  conv2d: (layer, [x], pass) => convolve(Conv2D, layer, x, pass),
  "depthwise-conv2d": (layer, [x], pass) => convolve(DepthwiseConv2dNative, layer, x, pass),
  dense: (layer, [x], pass) => withBias(layer, matMul(x, pass.weight(layer, "kernel")), pass),
  "max-pool2d": (layer, [x]) => pool(MaxPool, layer, x),
  "average-pool2d": (layer, [x]) => pool(AvgPool, layer, x),
  "global-average-pool2d": (_, [x]) => mean(x, [1, 2]),
  "batch-norm": normalise,
  relu: (_, [x]) => relu(x),
  dropout: (layer, [x], { training }) => (training === null ? x : mul(x, training.mask(layer))),
  flatten: (_, [x]) => reshape(x, [x.shape[0] ?? 1, -1]),
  add: (_, [first, ...others]) => others.reduce((sum, other) => add(sum, other), first),
  concat: (_, inputs) => concat(inputs, inputs[0].rank - 1),
};

/** Every kind of layer that these backends have. */
export const layerKinds: ReadonlySet<LayerKind> = new Set(Object.keys(runs) as LayerKind[]);

/** One layer in tfjs ops. */
export function runLayer(layer: Layer, inputs: [Tensor, ...Tensor[]], pass: Pass): Tensor {
  const run = runs[layer.kind] as Run<LayerKind>;
  return run(layer, inputs, pass);
}

/** The kernel is called directly: tfjs' op refuses a stride together with a dilation, which its kernels can do. */
function convolve(kernel: string, layer: LayerOf<"conv2d" | "depthwise-conv2d">, x: Tensor, pass: Pass): Tensor {
  const inputs: NamedTensorMap = { x, filter: pass.weight(layer, "kernel") };
  const [, height = 1, width = 1] = x.shape;
  const strides = kernel === Conv2D ? stridesInside(layer.strides, [height, width]) : layer.strides;
  const attributes = {
    strides: [...strides],
    dilations: [...layer.dilation],
    pad: layer.padding,
    dataFormat: "NHWC",
  };
  return withBias(layer, engine().runKernel<Tensor>(kernel, inputs, attributes), pass);
}

/** The kernel again: the op for average pooling ends in a cast that changes nothing and has no derivative here. */
function pool(kernel: string, { size, strides, padding }: LayerOf<"max-pool2d" | "average-pool2d">, x: Tensor): Tensor {
  return engine().runKernel<Tensor>(kernel, { x }, { filterSize: [...size], strides: [...strides], pad: padding });
}

function withBias(layer: LayerOf<"conv2d" | "depthwise-conv2d" | "dense">, x: Tensor, pass: Pass): Tensor {
  return layer.bias ? add(x, pass.weight(layer, "bias")) : x;
}

function normalise(layer: LayerOf<"batch-norm">, [x]: [Tensor, ...Tensor[]], pass: Pass): Tensor {
  const gamma = pass.weight(layer, "gamma");
  const beta = pass.weight(layer, "beta");
  if (pass.training !== null) {
    const statistics = batchStatistics(x);
    pass.training.observe(layer, statistics);
    return batchNormalise(x, { gamma, beta }, statistics, layer.epsilon);
  }
  const [movingMean, movingVariance] = [pass.weight(layer, "movingMean"), pass.weight(layer, "movingVariance")];
  return batchNorm(x as Tensor2D, movingMean, movingVariance, beta, gamma, layer.epsilon);
}
