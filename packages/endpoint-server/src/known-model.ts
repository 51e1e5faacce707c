import { quotedText } from "@evenkeel/core";
import { Refusal } from "./refusal.ts";
import type { ServedModel } from "./served-model.ts";

/** Throws `Refusal` for a model that is not the one that is served. */
export function knownModel(named: string, served: ServedModel): void {
  if (named === served.name) return;
  throw new Refusal(404, `no model ${quotedText(named)}; this server has "${served.name}"`, {
    param: "model",
    code: "model_not_found",
  });
}
