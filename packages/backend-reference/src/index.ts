export { createReferenceBackend, referenceBackend } from "./backend.ts";
export { formulas, type Formulas } from "./formulas.ts";
export { referenceGradients, type ReferenceGradients } from "./gradients.ts";
export { layerRules } from "./layers/index.ts";
export type { LayerCall, LayerResult, LayerRule, LayerRules } from "./layers/layer-rule.ts";
export type { LossFormula } from "./losses.ts";
export type { OptimizerState, UpdateFormula } from "./optimizers.ts";
export type { Tensor } from "./tensor.ts";
