import { NodeJSKernelBackend } from "@tensorflow/tfjs-node/dist/nodejs_kernel_backend.js";
// oxlint-disable-next-line import/no-unassigned-import -- registers the package's kernels
import "@tensorflow/tfjs-node/dist/register_all_kernels.js";
import type { Backend } from "@evenkeel/core";
import { identities } from "./identities.ts";
import { nativeBackend } from "./native-backend.ts";

/** TensorFlow.js on TensorFlow's own C library, on the CPU. */
export const tfjsNode: Backend = nativeBackend({
  ...identities.node,
  library: "@tensorflow/tfjs-node",
  createBackend: (binding) => new NodeJSKernelBackend(binding, "@tensorflow/tfjs-node"),
});
