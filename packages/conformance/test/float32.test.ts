import {
  createReferenceBackend,
  formulas,
  type LayerCall,
  type LayerRules,
  type Tensor,
} from "@evenkeel/backend-reference";
import { testBackend } from "../src/index.ts";

/** Rounds what a layer gives and what it gives back to float32, as a backend that computes in float32 does at least. */
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

// The suite must not cry wolf: an honest float32 backend passes at the tolerances that are asked of real ones.
const float32 = createReferenceBackend({ ...formulas, layers: rounding(formulas.layers) });
testBackend({ ...float32, id: "float32" });
