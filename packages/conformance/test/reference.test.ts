import { referenceBackend } from "@evenkeel/backend-reference";
import { testBackend } from "../src/index.ts";

testBackend(referenceBackend, { logits: 1e-6, loss: 0, gradients: 0, updates: 0 });
