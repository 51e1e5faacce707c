import type { ModelSpec } from "@evenkeel/core";
import { kerasRecipe } from "../recipes.ts";
import { dense, flatten, relu, sequential } from "../sequential.ts";

export const kerasMlp: ModelSpec = {
  name: "keras-mlp",
  title: "MLP in Keras",
  origin: "Keras, as an article on open models writes it (109,386 parameters)",
  input: { height: 28, width: 28, channels: 1 },
  classes: 10,
  layers: sequential(flatten(), dense(128), relu(), dense(64), relu(), dense(10)),
  recipe: kerasRecipe({ epochs: 10 }),
};
