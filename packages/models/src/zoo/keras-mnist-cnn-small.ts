import type { ModelSpec } from "@evenkeel/core";
import { kerasRecipe } from "../recipes.ts";
import { conv, dense, flatten, maxPool, relu, sequential } from "../sequential.ts";

export const kerasMnistCnnSmall: ModelSpec = {
  name: "keras-mnist-cnn-small",
  title: "Small CNN for MNIST",
  origin: "Keras, as an article on open models writes it (34,826 parameters)",
  input: { height: 28, width: 28, channels: 1 },
  classes: 10,
  layers: sequential(conv(32, [3, 3]), relu(), maxPool(2), conv(64, [3, 3]), relu(), maxPool(2), flatten(), dense(10)),
  recipe: kerasRecipe({ epochs: 10 }),
};
