import type { Backend } from "@evenkeel/core";
import { pythonBackend } from "./backend.ts";
import { identities } from "./identities.ts";

/** Keras on TensorFlow on an NVIDIA GPU: the code of `kerasCpu`, in full float32 (no TensorFloat-32). */
export const kerasCuda: Backend = pythonBackend({ ...identities.kerasCuda, framework: "keras" });
