import type { TrainingRecipe } from "@evenkeel/core";

type Choices = Pick<TrainingRecipe, "epochs"> & Partial<TrainingRecipe>;

/** What the Keras articles leave at its default: Adam with ε = 1e-7, batch 32, Glorot-uniform kernels. */
export function kerasRecipe(choices: Choices): TrainingRecipe {
  return {
    loss: "cross-entropy",
    optimizer: { kind: "adam", learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-7 },
    batchSize: 32,
    initialization: "glorot-uniform",
    ...choices,
  };
}

/** PyTorch's defaults: Adam with ε = 1e-8, its own uniform kernels and biases. */
export function torchRecipe(choices: Choices): TrainingRecipe {
  return {
    loss: "cross-entropy",
    optimizer: { kind: "adam", learningRate: 1e-3, beta1: 0.9, beta2: 0.999, epsilon: 1e-8 },
    batchSize: 32,
    initialization: "torch-default",
    ...choices,
  };
}
