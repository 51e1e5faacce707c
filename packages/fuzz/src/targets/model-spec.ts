import { findModel, parseModelSpec, weightSlots, zoo } from "@evenkeel/models";
import { parseJsonInput, textBytes } from "../bytes.ts";
import type { Target } from "../target.ts";

/** Networks as JSON, up to the shapes of their weights. */
export const modelSpec: Target = {
  name: "model-spec",
  seeds: async () =>
    [findModel("lenet-5"), findModel("resnet-8"), ...[...zoo.values()].slice(0, 2)].map((spec) =>
      textBytes(JSON.stringify(spec)),
    ),
  take: async (input) => {
    weightSlots(parseModelSpec(parseJsonInput(input)));
  },
};
