import { version_cpu as version } from "@tensorflow/tfjs-backend-cpu";
import type { Backend } from "@evenkeel/core";
import { tfjsBackend } from "./backend.ts";
import { identities } from "./identities.ts";
import { cpuAveragePoolGrad } from "./kernels/average-pool-grad.ts";
import { cpuDepthwiseConv2d } from "./kernels/dilated-depthwise.ts";
import { replaceKernel } from "./kernels/replace.ts";

for (const kernel of [cpuAveragePoolGrad, cpuDepthwiseConv2d()]) replaceKernel(kernel);

/** TensorFlow.js in plain JavaScript, as shipped but for the kernels that are wrong or refuse. One thread, slow. */
export const tfjsCpu: Backend = {
  ...tfjsBackend({
    ...identities.cpu,
    backendName: "cpu",
    describe: () => ({
      library: "@tensorflow/tfjs-backend-cpu",
      version,
      provider: "cpu",
      threads: 1,
      simd: false,
      deviceName: null,
    }),
    memory: () => ({ wasmBytes: null, deviceBytes: null }),
  }),
  slow: true,
};
