import { testBackend } from "@evenkeel/conformance";
import { tfjsCpu } from "../src/cpu.ts";

testBackend(tfjsCpu, { logits: 1e-5, loss: 1e-5, gradients: 5e-5, updates: 5e-5, slow: true });
