import type { ModelSpec } from "@evenkeel/core";
import { torchRecipe } from "../recipes.ts";
import { dense, flatten, relu, sequential } from "../sequential.ts";

const network = {
  input: { height: 28, width: 28, channels: 1 },
  classes: 10,
  layers: sequential(flatten(), dense(128), relu(), dense(64), relu(), dense(10)),
};

/** As its article writes it: softmax as the last layer, and then a loss that applies softmax again. */
export const torchMlp: ModelSpec = {
  name: "torch-mlp",
  title: "MLP in PyTorch, softmax applied twice",
  origin: "PyTorch, as an article on open models writes it, its mistake included",
  ...network,
  recipe: torchRecipe({ loss: "double-softmax-cross-entropy", epochs: 10 }),
};

/** The same network and recipe without the mistake, so that its cost shows. */
export const torchMlpSingleSoftmax: ModelSpec = {
  name: "torch-mlp-single-softmax",
  title: "MLP in PyTorch, softmax applied once",
  origin: "torch-mlp with cross-entropy on its logits",
  ...network,
  recipe: torchRecipe({ epochs: 10 }),
};
