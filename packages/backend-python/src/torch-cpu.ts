import type { Backend } from "@evenkeel/core";
import { pythonBackend } from "./backend.ts";
import { identities } from "./identities.ts";

/** PyTorch on the CPU, as everyone writes it: eager, NCHW, torch.optim. */
export const torchCpu: Backend = pythonBackend({ ...identities.torchCpu, framework: "torch" });
