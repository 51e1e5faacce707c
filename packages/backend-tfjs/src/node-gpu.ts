import { NodeJSKernelBackend } from "@tensorflow/tfjs-node-gpu/dist/nodejs_kernel_backend.js";
// oxlint-disable-next-line import/no-unassigned-import -- registers the package's kernels
import "@tensorflow/tfjs-node-gpu/dist/register_all_kernels.js";
import type { Backend } from "@evenkeel/core";
import { identities } from "./identities.ts";
import { nativeBackend } from "./native-backend.ts";

/** What `requirements/tfjs-node-gpu.txt` pins. */
export const cudaVersions = { CUDA: "12.9", cuDNN: "9.28" } as const;

/**
 * TensorFlow.js on TensorFlow's own C library, on an NVIDIA GPU. Not in one process with `tfjsNode`: both are tfjs'
 * backend "tensorflow".
 */
export const tfjsNodeGpu: Backend = nativeBackend({
  ...identities.nodeGpu,
  library: "@tensorflow/tfjs-node-gpu",
  deviceVersions: cudaVersions,
  createBackend: (binding) => new NodeJSKernelBackend(binding, "@tensorflow/tfjs-node-gpu"),
});
