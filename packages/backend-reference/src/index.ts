export { createReferenceBackend, referenceBackend } from "./backend.ts";
export { formulas, type Formulas } from "./formulas.ts";
export { referenceGradients, type ReferenceGradients } from "./gradients.ts";
