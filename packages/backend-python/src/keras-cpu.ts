import type { Backend } from "@evenkeel/core";
import { pythonBackend } from "./backend.ts";
import { identities } from "./identities.ts";

/** Keras on TensorFlow on the CPU: Keras layers, the training step one compiled tf.function. */
export const kerasCpu: Backend = pythonBackend({ ...identities.kerasCpu, framework: "keras" });
