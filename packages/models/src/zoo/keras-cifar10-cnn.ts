import type { ModelSpec } from "@evenkeel/core";
import { kerasRecipe } from "../recipes.ts";
import { conv, dense, flatten, maxPool, relu, sequential } from "../sequential.ts";

export const kerasCifar10Cnn: ModelSpec = {
  name: "keras-cifar10-cnn",
  title: "CNN for CIFAR-10",
  origin: "Keras, as an article on open models writes it (122,570 parameters)",
  input: { height: 32, width: 32, channels: 3 },
  classes: 10,
  layers: sequential(
    conv(32, [3, 3]),
    relu(),
    maxPool(2),
    conv(64, [3, 3]),
    relu(),
    maxPool(2),
    conv(64, [3, 3]),
    relu(),
    flatten(),
    dense(64),
    relu(),
    dense(10),
  ),
  recipe: kerasRecipe({ epochs: 10 }),
};
