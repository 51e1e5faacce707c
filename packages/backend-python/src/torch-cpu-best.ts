import type { Backend } from "@evenkeel/core";
import { pythonBackend } from "./backend.ts";

/** PyTorch on the CPU with its fastest eager settings that we know of: channels_last tensors and fused optimizers. */
export const torchCpuBest: Backend = pythonBackend({
  id: "torch-cpu-best",
  title: "PyTorch (CPU), best eager settings",
  framework: "torch_best",
  device: "cpu",
});
