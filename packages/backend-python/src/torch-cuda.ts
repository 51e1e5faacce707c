import type { Backend } from "@evenkeel/core";
import { pythonBackend } from "./backend.ts";
import { identities } from "./identities.ts";

/** PyTorch on an NVIDIA GPU: the code of `torchCpu`, in full float32 (no TensorFloat-32). */
export const torchCuda: Backend = pythonBackend({ ...identities.torchCuda, framework: "torch" });
