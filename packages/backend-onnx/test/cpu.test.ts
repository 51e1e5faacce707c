import { testBackend } from "@evenkeel/conformance";
import { onnxCpu } from "../src/cpu.ts";

testBackend(onnxCpu, { logits: 1e-5, loss: 1e-6, gradients: 5e-5, updates: 5e-5 });
