import { layerRules } from "./layers/index.ts";
import type { LayerRules } from "./layers/layer-rule.ts";
import { lossAndGradient, type LossFormula } from "./losses.ts";
import { update, type UpdateFormula } from "./optimizers.ts";

/** All mathematics of the oracle. Replaced in part only by tests that prove that a wrong formula is noticed. */
export interface Formulas {
  readonly layers: LayerRules;
  readonly loss: LossFormula;
  readonly update: UpdateFormula;
}

export const formulas: Formulas = { layers: layerRules, loss: lossAndGradient, update };
