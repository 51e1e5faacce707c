import {
  createReferenceBackend,
  formulas,
  type Formulas,
  type LayerCall,
  type LayerRules,
  type Tensor,
} from "@evenkeel/backend-reference";
import type { Backend } from "@evenkeel/core";

/** Formulas in place of the right ones. */
export type Faults = { readonly layers?: Partial<LayerRules> } & Partial<Omit<Formulas, "layers">>;

/** The oracle with some formulas replaced, every result of a layer rounded to float32 as in real backends. */
export function float32Backend({ layers, ...others }: Faults = {}): Backend {
  return createReferenceBackend({ ...formulas, ...others, layers: rounding({ ...formulas.layers, ...layers }) });
}

/** Rounds what a layer gives and what it gives back. */
function rounding(rules: LayerRules): LayerRules {
  const rounded = Object.entries(rules).map(([kind, rule]) => [
    kind,
    (call: LayerCall<never>) => {
      const result = rule(call);
      return {
        ...result,
        output: inFloat32(result.output),
        backward: (gradient: Tensor) => {
          const { inputs, weights } = result.backward(gradient);
          const slots = Object.entries(weights).map(([slot, values]) => [slot, inFloat32(values)]);
          return { inputs: inputs.map(inFloat32), weights: Object.fromEntries(slots) as typeof weights };
        },
      };
    },
  ]);
  return Object.fromEntries(rounded) as LayerRules;
}

function inFloat32({ shape, data }: Tensor): Tensor {
  return { shape, data: data.map(Math.fround) };
}
