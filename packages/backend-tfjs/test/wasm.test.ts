import { testBackend } from "@evenkeel/conformance";
import { tfjsWasm } from "../src/wasm.ts";

testBackend(tfjsWasm, { logits: 1e-5, loss: 1e-5, gradients: 5e-5, updates: 5e-5 });
