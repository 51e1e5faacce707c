import type { ModelSpec } from "@evenkeel/core";
import { torchRecipe } from "../recipes.ts";
import { conv, dense, dropout, flatten, maxPool, relu, sequential } from "../sequential.ts";

export const torchCatsdogsCnn: ModelSpec = {
  name: "torch-catsdogs-cnn",
  title: "CNN for cats and dogs",
  origin: "PyTorch, as an article on open models writes it; 28×28 follows from its first dense layer (64·4·4 inputs)",
  input: { height: 28, width: 28, channels: 3 },
  classes: 2,
  layers: sequential(
    conv(32, [5, 5]),
    relu(),
    maxPool(2),
    conv(64, [5, 5]),
    relu(),
    maxPool(2),
    flatten(),
    dense(1024),
    relu(),
    dropout(0.2),
    dense(2),
  ),
  recipe: torchRecipe({ batchSize: 4, epochs: 10 }),
};
