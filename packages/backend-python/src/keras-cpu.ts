import type { Backend } from "@evenkeel/core";
import { pythonBackend } from "./backend.ts";

/** Keras on TensorFlow on the CPU: Keras layers, the training step one compiled tf.function. */
export const kerasCpu: Backend = pythonBackend({
  id: "keras-cpu",
  title: "Keras on TensorFlow (CPU)",
  framework: "keras",
  device: "cpu",
});
