import type { ModelSpec } from "@evenkeel/core";
import { kerasRecipe } from "../recipes.ts";
import { averagePool, conv, dense, flatten, relu, sequential } from "../sequential.ts";

/** LeCun et al. 1998 in its usual modern form: relu, plain average pooling, all maps connected, logits. */
export const lenet5: ModelSpec = {
  name: "lenet-5",
  title: "LeNet-5",
  origin:
    "LeCun, Bottou, Bengio & Haffner 1998, in the usual modern form: relu, average pooling, `same` first convolution (61,706 parameters)",
  input: { height: 28, width: 28, channels: 1 },
  classes: 10,
  layers: sequential(
    conv(6, [5, 5], { padding: "same" }),
    relu(),
    averagePool(2),
    conv(16, [5, 5]),
    relu(),
    averagePool(2),
    flatten(),
    dense(120),
    relu(),
    dense(84),
    relu(),
    dense(10),
  ),
  recipe: kerasRecipe({ epochs: 10 }),
};
