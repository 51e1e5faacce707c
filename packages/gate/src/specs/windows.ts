/** Convolutions and pooling, over odd and even sizes, strides, paddings and dilations. */
import type { ModelSpec } from "@evenkeel/core";
import {
  batchNorm,
  conv,
  depthwise,
  onLargeImage,
  relu,
  smallSpec,
  toLogits,
  type Draft,
  type Specs,
} from "./small-spec.ts";

/**
 * The tested layer behind a 1×1 convolution, whose gradient shows the tested layer's gradient by its input. 1×1, so
 * that on quantised values its outputs are exact, and equal where they should be, in any order of summation.
 */
function behindConvolution(name: string, [height, width]: readonly [number, number], tested: Draft): ModelSpec {
  return smallSpec(name, [height, width, 2], [conv(3, [1, 1], { name: "before" }), tested, ...toLogits()]);
}

export const convolutionSpecs: Specs = [
  smallSpec("conv2d-first", [6, 5, 3], [conv(4, [3, 3]), ...toLogits()]),
  smallSpec("conv2d-first-one-channel", [5, 5, 1], [conv(4, [3, 3], { padding: "same" }), ...toLogits()]),
  behindConvolution("conv2d-valid", [6, 5], conv(4, [3, 3])),
  behindConvolution("conv2d-same", [7, 5], conv(4, [3, 3], { padding: "same" })),
  behindConvolution("conv2d-same-even-kernel", [5, 6], conv(4, [4, 2], { padding: "same" })),
  behindConvolution("conv2d-valid-stride-2", [7, 6], conv(4, [3, 3], { strides: [2, 2] })),
  behindConvolution("conv2d-same-stride-2-odd", [7, 5], conv(4, [3, 3], { padding: "same", strides: [2, 2] })),
  behindConvolution("conv2d-same-stride-2-even", [6, 8], conv(4, [3, 3], { padding: "same", strides: [2, 2] })),
  behindConvolution("conv2d-1x1-stride-2", [7, 6], conv(4, [1, 1], { strides: [2, 2] })),
  behindConvolution("conv2d-stride-3-under-kernel", [9, 7], conv(4, [2, 2], { padding: "same", strides: [3, 3] })),
  behindConvolution("conv2d-valid-stride-3", [10, 9], conv(4, [3, 3], { strides: [3, 3] })),
  behindConvolution("conv2d-same-stride-3", [7, 8], conv(4, [3, 3], { padding: "same", strides: [3, 3] })),
  behindConvolution("conv2d-valid-kernel-7", [9, 8], conv(4, [7, 6])),
  behindConvolution("conv2d-same-kernel-7", [8, 7], conv(4, [7, 6], { padding: "same" })),
  behindConvolution("conv2d-oblong", [7, 8], conv(4, [2, 3], { strides: [1, 2] })),
  behindConvolution("conv2d-valid-dilation-2", [8, 7], conv(4, [3, 3], { dilation: [2, 2] })),
  behindConvolution("conv2d-same-dilation-2", [7, 6], conv(4, [3, 3], { padding: "same", dilation: [2, 2] })),
  behindConvolution(
    "conv2d-same-stride-2-dilation-2",
    [7, 8],
    conv(4, [3, 3], { padding: "same", strides: [2, 2], dilation: [2, 2] }),
  ),
  // Large enough for tiles of several outputs, some wholly on a background of zeros, some partly.
  smallSpec(
    "conv2d-before-relu",
    [13, 12, 2],
    [conv(3, [1, 1], { name: "before" }), conv(4, [3, 3]), relu(), ...toLogits()],
  ),
  // oneDNN gives wrong sums for the first two with AVX-512: docs/upstream/onednn/conv-stride-beyond-image.md.
  smallSpec("conv2d-first-stride-beyond-image", [7, 2, 1], [conv(8, [2, 2], { strides: [1, 3] }), ...toLogits()]),
  smallSpec("conv2d-first-stride-over-width", [9, 3, 1], [conv(8, [3, 3], { strides: [1, 4] }), ...toLogits()]),
  behindConvolution("conv2d-stride-beyond-image", [3, 6], conv(4, [2, 3], { padding: "same", strides: [5, 7] })),
  behindConvolution("conv2d-no-bias", [6, 5], conv(4, [3, 3], { bias: false })),
  onLargeImage("conv2d-large-image", [conv(3, [3, 3], { padding: "same", strides: [2, 2] })]),
];

export const depthwiseSpecs: Specs = [
  smallSpec("depthwise-conv2d-first", [6, 5, 3], [depthwise(2, [3, 3]), ...toLogits()]),
  behindConvolution("depthwise-conv2d-valid", [6, 5], depthwise(1, [3, 3])),
  behindConvolution("depthwise-conv2d-multiplier-2", [5, 6], depthwise(2, [3, 2])),
  behindConvolution(
    "depthwise-conv2d-same-stride-2",
    [7, 6],
    depthwise(1, [3, 3], { padding: "same", strides: [2, 2] }),
  ),
  behindConvolution("depthwise-conv2d-multiplier-2-stride-2", [7, 8], depthwise(2, [3, 3], { strides: [2, 2] })),
  behindConvolution(
    "depthwise-conv2d-same-dilation-2",
    [7, 6],
    depthwise(2, [3, 3], { padding: "same", dilation: [2, 2] }),
  ),
  behindConvolution("depthwise-conv2d-stride-beyond-image", [6, 3], depthwise(2, [2, 2], { strides: [7, 7] })),
  behindConvolution("depthwise-conv2d-multiplier-3", [5, 6], depthwise(3, [3, 3], { padding: "same" })),
  behindConvolution("depthwise-conv2d-stride-3", [7, 8], depthwise(1, [3, 3], { padding: "same", strides: [3, 3] })),
  behindConvolution("depthwise-conv2d-kernel-7", [8, 9], depthwise(1, [7, 6])),
  behindConvolution("depthwise-conv2d-no-bias", [5, 5], depthwise(2, [2, 2], { padding: "same", bias: false })),
  onLargeImage("depthwise-conv2d-large-image", [depthwise(1, [3, 3], { strides: [2, 2] })]),
];

const pool = (
  kind: "max-pool2d" | "average-pool2d",
  size: readonly [number, number],
  strides: readonly [number, number],
  padding: "valid" | "same" = "valid",
): Draft => ({ kind, size, strides, padding });

function poolSpecs(kind: "max-pool2d" | "average-pool2d"): Specs {
  return [
    behindConvolution(`${kind}-2x2`, [6, 8], pool(kind, [2, 2], [2, 2])),
    behindConvolution(`${kind}-2x2-odd`, [7, 5], pool(kind, [2, 2], [2, 2])),
    behindConvolution(`${kind}-same-odd`, [7, 5], pool(kind, [2, 2], [2, 2], "same")),
    behindConvolution(`${kind}-overlapping`, [7, 9], pool(kind, [3, 3], [2, 2])),
    behindConvolution(`${kind}-same-overlapping`, [6, 7], pool(kind, [3, 3], [2, 2], "same")),
    behindConvolution(`${kind}-same-stride-1`, [4, 5], pool(kind, [3, 3], [1, 1], "same")),
    behindConvolution(`${kind}-2x2-at-stride-1`, [7, 6], pool(kind, [2, 2], [1, 1])),
    behindConvolution(`${kind}-3x3-stride-3`, [9, 8], pool(kind, [3, 3], [3, 3])),
    behindConvolution(`${kind}-7x6`, [9, 8], pool(kind, [7, 6], [2, 2])),
    behindConvolution(`${kind}-oblong`, [6, 8], pool(kind, [2, 3], [1, 2])),
    behindConvolution(`${kind}-gaps`, [7, 8], pool(kind, [2, 2], [3, 3])),
    // Its gradient shows on backends that cannot train convolutions, too.
    smallSpec(
      `${kind}-same-behind-batch-norm`,
      [7, 5, 2],
      [batchNorm(), pool(kind, [2, 2], [2, 2], "same"), ...toLogits()],
    ),
    onLargeImage(`${kind}-large-image`, [pool(kind, [2, 2], [2, 2])]),
  ];
}

export const maxPoolSpecs = poolSpecs("max-pool2d");
export const averagePoolSpecs = poolSpecs("average-pool2d");
