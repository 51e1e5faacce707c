import type { Name } from "../names.ts";

/** Weights of the network below: 80 + 1,168 + 12,832 + 330. */
export const modelParameters = "14_410";

export function modelFile({ kebab, camel }: Name): string {
  return `import type { ModelSpec } from "@evenkeel/core";
import { kerasRecipe } from "../recipes.ts";
import { conv, dense, flatten, maxPool, relu, sequential } from "../sequential.ts";

/** Where it comes from, and in what it differs from there. */
export const ${camel}: ModelSpec = {
  name: "${kebab}",
  title: "${kebab}",
  origin: "a start made by pnpm new model: say the paper or repository, and the parameter count that it states",
  input: { height: 28, width: 28, channels: 1 },
  classes: 10,
  layers: sequential(
    conv(8, [3, 3]),
    relu(),
    maxPool(2),
    conv(16, [3, 3]),
    relu(),
    maxPool(2),
    flatten(),
    dense(32),
    relu(),
    dense(10),
  ),
  recipe: kerasRecipe({ epochs: 5 }),
};
`;
}
