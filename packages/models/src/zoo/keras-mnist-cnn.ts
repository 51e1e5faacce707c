import type { ModelSpec } from "@evenkeel/core";
import { kerasRecipe } from "../recipes.ts";
import { conv, dense, flatten, maxPool, relu, sequential } from "../sequential.ts";

export const kerasMnistCnn: ModelSpec = {
  name: "keras-mnist-cnn",
  title: "CNN for MNIST",
  origin: "Keras, as an article on open models writes it (93,322 parameters; it reports 0.9850 on MNIST)",
  input: { height: 28, width: 28, channels: 1 },
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
  recipe: kerasRecipe({ epochs: 5 }),
};
