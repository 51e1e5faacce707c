import { env, registerBackend, version_core as version } from "@tensorflow/tfjs-core";
import { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import type { Backend, Unavailable } from "@evenkeel/core";
import { brokenSetup, notSetUp, noWebgpuAdapter, unavailableError } from "@evenkeel/setup/unavailable";
import { tfjsBackend } from "./backend.ts";
import { identities } from "./identities.ts";
import { replaceKernel } from "./kernels/replace.ts";
import { webgpuAveragePoolGrad } from "./webgpu/average-pool-grad.ts";
import { otherPlatform } from "./webgpu/dawn-package.ts";
import { type Adapter, adapterOf, isDawnInstalled, openDevice, requestAdapter } from "./webgpu/dawn.ts";
import { webgpuMaxPoolGrad } from "./webgpu/max-pool-grad.ts";

const { id } = identities.webgpu;
const backendName = "webgpu";
const noAdapter = noWebgpuAdapter("Dawn");

/** The one that is used; null before the first use, and where there is none. */
let adapter: Adapter | null = null;

// tfjs would compute on the CPU what is small and has not been uploaded yet.
env().set("WEBGPU_CPU_FORWARD", false);
for (const kernel of [webgpuAveragePoolGrad, webgpuMaxPoolGrad]) replaceKernel(kernel);
registerBackend(backendName, async () => {
  if (adapter === null) throw unavailableError(id, noAdapter);
  const device = await openDevice(adapter);
  return withNavigator(() => new WebGPUBackend(device as never, adapter?.info as never));
});

const base = tfjsBackend({
  ...identities.webgpu,
  backendName,
  start: async () => {
    const missing = unavailable();
    if (missing !== null) throw unavailableError(id, missing);
    adapter ??= await requestAdapter();
    if (adapter === null) throw unavailableError(id, noAdapter);
  },
  describe: () => ({
    library: "@tensorflow/tfjs-backend-webgpu",
    version,
    provider: backendName,
    threads: 1,
    simd: null,
    ...(adapter === null ? { deviceName: null } : adapterOf(adapter.info)),
  }),
  memory: () => ({ wasmBytes: null, deviceBytes: null }),
  whyBroken: (error) => (String(error).includes(noAdapter.message) ? noAdapter : brokenSetup(id, error)),
});

/** TensorFlow.js on WebGPU: its compute shaders on Dawn, Chromium's implementation. Needs `evenkeel setup`. */
export const tfjsWebgpu: Backend = {
  ...base,
  probe: async () => unavailable() ?? base.probe(),
  slow: true,
};

/** tfjs constructs its backend only where a browser's `navigator.gpu` is, and does not use it. */
function withNavigator<T>(construct: () => T): T {
  Object.defineProperty(navigator, "gpu", { value: {}, configurable: true });
  try {
    return construct();
  } finally {
    Reflect.deleteProperty(navigator, "gpu");
  }
}

/** Why it cannot run here, as far as that shows without loading Dawn. */
function unavailable(): Unavailable | null {
  return otherPlatform() ?? (isDawnInstalled() ? null : notSetUp(id));
}
