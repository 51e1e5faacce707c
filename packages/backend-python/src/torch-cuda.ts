import type { Backend } from "@evenkeel/core";
import { pythonBackend } from "./backend.ts";

/** PyTorch on an NVIDIA GPU: the code of `torchCpu`, in full float32 (no TensorFloat-32). */
export const torchCuda: Backend = pythonBackend({
  id: "torch-cuda",
  title: "PyTorch (CUDA)",
  framework: "torch",
  device: "cuda",
});
