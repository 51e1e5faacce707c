import type { Backend } from "@evenkeel/core";
import { pythonBackend } from "./backend.ts";
import { identities } from "./identities.ts";

/** PyTorch on the CPU with its fastest eager settings that we know of: channels_last tensors and fused optimizers. */
export const torchCpuBest: Backend = pythonBackend({ ...identities.torchCpuBest, framework: "torch_best" });
