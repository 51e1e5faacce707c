import { decodeSafetensors, encodeSafetensors, findModel, initialWeights } from "@evenkeel/models";
import { Finding, type Target } from "../target.ts";

/** Weights; what decodes encodes to the same tensors. */
export const safetensors: Target = {
  name: "safetensors",
  seeds: async () => [encodeSafetensors(initialWeights(findModel("lenet-5"), 1)), encodeSafetensors(new Map())],
  take: async (input) => {
    const tensors = decodeSafetensors(input, "weights.safetensors");
    const again = decodeSafetensors(encodeSafetensors(tensors), "again");
    if (again.size !== tensors.size) throw new Finding(`${tensors.size} tensors became ${again.size}`);
  },
};
