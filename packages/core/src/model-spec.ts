import { z } from "zod";
import { learningRateScheduleSchema } from "./learning-rate-schedule.ts";
import { nameSchema as name } from "./name.ts";
import { networkSchema } from "./network.ts";

/** Height and width. */
const pair = z.tuple([z.int().positive(), z.int().positive()]).readonly();
/** TensorFlow's two paddings; `same` puts the odd pixel at the bottom and right. */
const padding = z.enum(["valid", "same"]);
const one = z.tuple([z.string()]).readonly();
const many = z.array(z.string()).min(2).readonly();

const window = { kernel: pair, strides: pair, padding, dilation: pair, bias: z.boolean() };
const pool = { size: pair, strides: pair, padding };

/** Every layer kind of a model spec. `inputs` name earlier layers, or `input`. Activations are layers of their own. */
export const layerSchema = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("conv2d"), name, inputs: one, filters: z.int().positive(), ...window }),
  z.strictObject({ kind: z.literal("depthwise-conv2d"), name, inputs: one, multiplier: z.int().positive(), ...window }),
  z.strictObject({ kind: z.literal("dense"), name, inputs: one, units: z.int().positive(), bias: z.boolean() }),
  z.strictObject({ kind: z.literal("max-pool2d"), name, inputs: one, ...pool }),
  /** The mean over the window's pixels inside the image (padding does not count). */
  z.strictObject({ kind: z.literal("average-pool2d"), name, inputs: one, ...pool }),
  z.strictObject({ kind: z.literal("global-average-pool2d"), name, inputs: one }),
  /**
   * Over the channel axis. Training: batch mean and biased batch variance, moving ← momentum·moving +
   * (1−momentum)·batch (Keras). Prediction: the moving statistics.
   */
  z.strictObject({
    kind: z.literal("batch-norm"),
    name,
    inputs: one,
    epsilon: z.number().positive(),
    momentum: z.number().min(0).max(1),
  }),
  z.strictObject({ kind: z.literal("relu"), name, inputs: one }),
  /** Training: multiplied by the batch's mask of this layer's name (0 or 1/(1−rate)). Prediction: identity. */
  z.strictObject({ kind: z.literal("dropout"), name, inputs: one, rate: z.number().min(0).lt(1) }),
  /** NHWC order. */
  z.strictObject({ kind: z.literal("flatten"), name, inputs: one }),
  z.strictObject({ kind: z.literal("add"), name, inputs: many }),
  /** Along the channel axis. */
  z.strictObject({ kind: z.literal("concat"), name, inputs: many }),
]);
export type Layer = z.infer<typeof layerSchema>;
export type LayerKind = Layer["kind"];
export type LayerOf<K extends LayerKind> = Extract<Layer, { kind: K }>;

/** All layer kinds, in the order of the schema. */
export const layerKinds: readonly LayerKind[] = layerSchema.options.map((option) => option.shape.kind.value);

const optimizerSchema = z.discriminatedUnion("kind", [
  /** p ← p − lr·v, v ← momentum·v + g (PyTorch's form; momentum 0 is plain SGD). */
  z.strictObject({
    kind: z.literal("sgd"),
    learningRate: z.number().positive(),
    momentum: z.number().min(0).lt(1),
  }),
  /** Kingma & Ba 2015, Algorithm 1, ε outside the root, bias-corrected as in PyTorch and Keras: see `adamScalars`. */
  z.strictObject({
    kind: z.literal("adam"),
    learningRate: z.number().positive(),
    beta1: z.number().min(0).lt(1),
    beta2: z.number().min(0).lt(1),
    epsilon: z.number().positive(),
  }),
]);
export type Optimizer = z.infer<typeof optimizerSchema>;

/**
 * - `cross-entropy`: mean over the batch of softmax cross-entropy on the logits;
 * - `double-softmax-cross-entropy`: the same on softmax(logits), a mistake of one article, kept so that its cost can be
 *   measured;
 * - `mean-squared-error`: mean over batch and classes of (logits − one-hot)².
 */
const lossSchema = z.enum(["cross-entropy", "double-softmax-cross-entropy", "mean-squared-error"]);
export type Loss = z.infer<typeof lossSchema>;

export const trainingRecipeSchema = z.strictObject({
  loss: lossSchema,
  optimizer: optimizerSchema,
  /** Of the optimizer's learning rate, which is constant where it is left out. */
  schedule: learningRateScheduleSchema.exactOptional(),
  batchSize: z.int().positive(),
  epochs: z.int().positive(),
  /** `glorot-uniform`: Keras' kernels, zero biases. `torch-default`: Kaiming-uniform, a = √5; biases ±1/√fanIn. */
  initialization: z.enum(["glorot-uniform", "torch-default"]),
});
export type TrainingRecipe = z.infer<typeof trainingRecipeSchema>;

/**
 * A network as a framework-neutral layer graph, and how it is trained: layers in topological order, the last one giving
 * the logits. Images are NHWC.
 */
export const modelSpecSchema = z.strictObject({
  ...networkSchema.shape,
  layers: z.array(layerSchema).min(1).readonly(),
  recipe: trainingRecipeSchema,
});
export type ModelSpec = z.infer<typeof modelSpecSchema>;
