import type { Layer, ModelSpec } from "@evenkeel/core";
import { kerasRecipe } from "../recipes.ts";
import { conv, dense, relu } from "../sequential.ts";

type Strides = readonly [number, number];

/** A 3×3 convolution with bias, then batch normalisation named `${name}-norm`. Momentum 0.9 is PyTorch's default. */
function normalised(name: string, input: string, filters: number, strides: Strides = [1, 1]): Layer[] {
  return [
    { ...conv(filters, [3, 3], { padding: "same", strides }), name, inputs: [input] },
    { kind: "batch-norm", name: `${name}-norm`, inputs: [name], epsilon: 1e-3, momentum: 0.9 },
  ];
}

/** Two convolutions and a shortcut beside them, which is projected where the stage halves the image. Gives `name`. */
function stage(name: string, input: string, filters: number, strides: Strides): Layer[] {
  const [first, second, projection] = [`${name}-conv1`, `${name}-conv2`, `${name}-projection`];
  const projected = strides.some((stride) => stride > 1);
  return [
    ...normalised(first, input, filters, strides),
    { ...relu(), name: `${name}-relu`, inputs: [`${first}-norm`] },
    ...normalised(second, `${name}-relu`, filters),
    ...(projected
      ? [{ ...conv(filters, [1, 1], { padding: "same", strides }), name: projection, inputs: [input] as const }]
      : []),
    { kind: "add", name: `${name}-sum`, inputs: [projected ? projection : input, `${second}-norm`] },
    { ...relu(), name, inputs: [`${name}-sum`] },
  ];
}

/**
 * MLPerf Tiny's image-classification network (Banbury et al. 2021; `resnet_v1_eembc` of its reference code): 77,706
 * weights and biases of convolutions and the dense layer, 480 gammas and betas, and 480 moving statistics, 78,666 in
 * all.
 */
export const resnet8: ModelSpec = {
  name: "resnet-8",
  title: "ResNet-8 for CIFAR-10",
  origin:
    "MLPerf Tiny v1.0, image classification (78,186 trainable parameters and 480 moving statistics); here with batch-norm momentum 0.9 for 0.99, Glorot-uniform kernels, no weight decay and no augmentation",
  input: { height: 32, width: 32, channels: 3 },
  classes: 10,
  layers: [
    ...normalised("stem-conv", "input", 16),
    { ...relu(), name: "stem", inputs: ["stem-conv-norm"] },
    ...stage("stage1", "stem", 16, [1, 1]),
    ...stage("stage2", "stage1", 32, [2, 2]),
    ...stage("stage3", "stage2", 64, [2, 2]),
    { kind: "global-average-pool2d", name: "pooled", inputs: ["stage3"] },
    { ...dense(10), name: "logits", inputs: ["pooled"] },
  ],
  recipe: kerasRecipe({ epochs: 30, schedule: { kind: "step", everyEpochs: 1, factor: 0.99 } }),
};
