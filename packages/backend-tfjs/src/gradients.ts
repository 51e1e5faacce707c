import {
  Add,
  AvgPool,
  AvgPoolGrad,
  BatchMatMul,
  Concat,
  Conv2D,
  Conv2DBackpropFilter,
  Conv2DBackpropInput,
  DepthwiseConv2dNative,
  DepthwiseConv2dNativeBackpropFilter,
  DepthwiseConv2dNativeBackpropInput,
  engine,
  fill,
  type GradConfig,
  matMul,
  MaxPool,
  MaxPoolGrad,
  Mean,
  mul,
  Multiply,
  type NamedAttrMap,
  registerGradient,
  Relu,
  reshape,
  Reshape,
  slice,
  step,
  sum,
  type Tensor,
} from "@tensorflow/tfjs-core";
import { deflate, inflate } from "./inflate.ts";

/**
 * The derivatives that tfjs' autodiff needs for our layers. tfjs-core's Node bundle registers none: they ship only
 * inside of the union package `@tensorflow/tfjs` (over 200 MB more, with layers, converters and WebGL). The work is
 * done by the library's gradient kernels. Unlike upstream's, these go through dilated convolutions.
 */
const gradients: readonly GradConfig[] = [
  convolution(Conv2D, Conv2DBackpropInput, Conv2DBackpropFilter),
  convolution(DepthwiseConv2dNative, DepthwiseConv2dNativeBackpropInput, DepthwiseConv2dNativeBackpropFilter),
  {
    kernelName: BatchMatMul,
    inputsToSave: ["a", "b"],
    gradFunc: withOne((dy, [a, b]) => ({
      a: () => matMul(dy, b, false, true),
      b: () => matMul(a, dy, true, false),
    })),
  },
  {
    kernelName: MaxPool,
    inputsToSave: ["x"],
    outputsToSave: [true],
    gradFunc: withOne((dy, [input, output], attributes) => ({
      x: () => engine().runKernel<Tensor>(MaxPoolGrad, { dy, input, output }, attributes),
    })),
  },
  {
    kernelName: AvgPool,
    inputsToSave: ["x"],
    gradFunc: withOne((dy, [input], attributes) => ({
      x: () => engine().runKernel<Tensor>(AvgPoolGrad, { dy, input }, attributes),
    })),
  },
  {
    kernelName: Mean,
    inputsToSave: ["x"],
    gradFunc: withOne((dy, [x], { axis }) => ({ x: () => spread(dy, x.shape, axis as readonly number[]) })),
  },
  {
    kernelName: Relu,
    outputsToSave: [true],
    gradFunc: withOne((dy, [y]) => ({ x: () => mul(dy, step(y)) })),
  },
  {
    kernelName: Add,
    inputsToSave: ["a", "b"],
    gradFunc: withOne((dy, [a, b]) => ({ a: () => sumTo(dy, a.shape), b: () => sumTo(dy, b.shape) })),
  },
  {
    kernelName: Multiply,
    inputsToSave: ["a", "b"],
    gradFunc: withOne((dy, [a, b]) => ({
      a: () => sumTo(mul(dy, b), a.shape),
      b: () => sumTo(mul(dy, a), b.shape),
    })),
  },
  {
    kernelName: Reshape,
    inputsToSave: ["x"],
    gradFunc: withOne((dy, [x]) => ({ x: () => reshape(dy, x.shape) })),
  },
  { kernelName: Concat, saveAllInputs: true, gradFunc: withOne(splitGradient) },
];

/** By input name, computed only where the gradient is wanted. */
type InputGradients = Record<string, () => Tensor>;

/** Makes tfjs-core's autodiff know the derivatives of every op that `layers.ts` uses. */
export function registerGradients(): void {
  for (const gradient of gradients) registerGradient(gradient);
}

/** A gradient function for an op with one output. */
function withOne(
  gradient: (dy: Tensor, saved: [Tensor, Tensor, ...Tensor[]], attributes: NamedAttrMap) => InputGradients,
): GradConfig["gradFunc"] {
  return (dy, saved, attributes) => gradient(dy as Tensor, saved as [Tensor, Tensor, ...Tensor[]], attributes);
}

/** Of a convolution. tfjs' kernels know no dilation, so a dilated one goes through the plain one that it equals. */
function convolution(kernelName: string, backpropInput: string, backpropFilter: string): GradConfig {
  return {
    kernelName,
    inputsToSave: ["x", "filter"],
    gradFunc: withOne((dy, [x, kernel], attributes) => {
      const dilations = attributes["dilations"] as [number, number];
      const dilated = dilations[0] > 1 || dilations[1] > 1;
      const filter = dilated ? inflate(kernel, dilations) : kernel;
      const plain = { ...attributes, dilations: [1, 1] };
      return {
        x: () => engine().runKernel<Tensor>(backpropInput, { dy, filter }, { ...plain, inputShape: x.shape }),
        filter: () => {
          const attrs = { ...plain, filterShape: filter.shape };
          const gradient = engine().runKernel<Tensor>(backpropFilter, { x, dy }, attrs);
          return dilated ? deflate(gradient, dilations) : gradient;
        },
      };
    }),
  };
}

/** Of a mean over `axes`: its gradient shared equally by all that it was taken of. */
function spread(dy: Tensor, shape: readonly number[], axes: readonly number[]): Tensor {
  const kept = shape.map((size, axis) => (axes.includes(axis) ? 1 : size));
  const count = axes.reduce((product, axis) => product * (shape[axis] ?? 1), 1);
  return mul(reshape(dy, kept), fill([...shape], 1 / count));
}

/** Sums a gradient back to the shape of an operand broadcast along leading dimensions. Always a tensor of its own. */
function sumTo(dy: Tensor, shape: number[]): Tensor {
  const leading = Array.from({ length: dy.rank - shape.length }, (_, axis) => axis);
  return reshape(leading.length > 0 ? sum(dy, leading) : dy, shape);
}

function splitGradient(dy: Tensor, parts: readonly Tensor[], attributes: NamedAttrMap): InputGradients {
  const axis = attributes["axis"] as number;
  let offset = 0;
  const slices = parts.map((part) => {
    const begin = dy.shape.map((_, dimension) => (dimension === axis ? offset : 0));
    offset += part.shape[axis] ?? 0;
    return () => slice(dy, begin, part.shape);
  });
  return Object.fromEntries(slices.map((gradient, index) => [String(index), gradient]));
}
