import { layers, type LayerTable } from "./layers/index.ts";
import { lossAndGradient, type LossFormula } from "./losses.ts";
import { update, type UpdateFormula } from "./optimizers.ts";

/** All mathematics of the oracle. Replaced in part only by tests that prove that a wrong formula is noticed. */
export interface Formulas {
  readonly layers: LayerTable;
  readonly loss: LossFormula;
  readonly update: UpdateFormula;
}

export const formulas: Formulas = { layers, loss: lossAndGradient, update };
