import type { Backend } from "@evenkeel/core";
import { pythonBackend } from "./backend.ts";

/** Keras on TensorFlow on an NVIDIA GPU: the code of `kerasCpu`, in full float32 (no TensorFloat-32). */
export const kerasCuda: Backend = pythonBackend({
  id: "keras-cuda",
  title: "Keras on TensorFlow (CUDA)",
  framework: "keras",
  device: "cuda",
});
