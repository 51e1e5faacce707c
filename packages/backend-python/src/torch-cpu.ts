import type { Backend } from "@evenkeel/core";
import { pythonBackend } from "./backend.ts";

/** PyTorch on the CPU, as everyone writes it: eager, NCHW, torch.optim. */
export const torchCpu: Backend = pythonBackend({
  id: "torch-cpu",
  title: "PyTorch (CPU)",
  framework: "torch",
  device: "cpu",
});
