import { testBackend } from "@evenkeel/conformance";
import { onnxWasm } from "../src/wasm.ts";

testBackend(onnxWasm, { logits: 1e-5, loss: 1e-6, gradients: 5e-5, updates: 5e-5 });
