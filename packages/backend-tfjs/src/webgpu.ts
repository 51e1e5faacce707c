import { env, registerBackend, version_core as version } from "@tensorflow/tfjs-core";
import { WebGPUBackend } from "@tensorflow/tfjs-backend-webgpu";
import { type Availability, type Backend, BackendError } from "@evenkeel/core";
import { tfjsBackend } from "./backend.ts";
import { replaceKernel } from "./kernels/replace.ts";
import { webgpuAveragePoolGrad } from "./webgpu/average-pool-grad.ts";
import { unsupportedPlatform } from "./webgpu/dawn-package.ts";
import { type Adapter, adapterOf, isDawnInstalled, openDevice, requestAdapter } from "./webgpu/dawn.ts";
import { webgpuMaxPoolGrad } from "./webgpu/max-pool-grad.ts";

const id = "tfjs-webgpu";
const backendName = "webgpu";
const noAdapter =
  "no WebGPU adapter: this machine has no graphics driver (Vulkan, Metal or Direct3D 12) that Dawn can use";

/** The one that is used; null before the first use, and where there is none. */
let adapter: Adapter | null = null;

// tfjs would compute on the CPU what is small and has not been uploaded yet.
env().set("WEBGPU_CPU_FORWARD", false);
for (const kernel of [webgpuAveragePoolGrad, webgpuMaxPoolGrad]) replaceKernel(kernel);
registerBackend(backendName, async () => {
  if (adapter === null) throw new BackendError(noAdapter);
  const device = await openDevice(adapter);
  return withNavigator(() => new WebGPUBackend(device as never, adapter?.info as never));
});

const base = tfjsBackend({
  id,
  title: "TensorFlow.js (WebGPU)",
  device: "webgpu",
  backendName,
  start: async () => {
    const reason = missing();
    if (reason !== null) throw new BackendError(reason, { where: id, remedy: `evenkeel setup ${id}` });
    adapter ??= await requestAdapter();
    if (adapter === null) throw new BackendError(noAdapter, { where: id });
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
});

/** TensorFlow.js on WebGPU: its compute shaders on Dawn, the implementation that Chromium has. Needs `evenkeel setup`. */
export const tfjsWebgpu: Backend = { ...base, probe, slow: true };

async function probe(): Promise<Availability> {
  const reason = missing();
  if (reason !== null) {
    const remedy = unsupportedPlatform() === null ? `evenkeel setup ${id}` : null;
    return { state: "unavailable", reason: "not-installed", message: reason, remedy };
  }
  const found = await base.probe();
  if (found.state === "available") return found;
  if (!found.message.includes(noAdapter)) {
    return { ...found, remedy: `delete .cache/backends/${id}, then evenkeel setup ${id}` };
  }
  const remedy =
    process.platform === "linux"
      ? "install the graphics card's Vulkan driver and its loader (Debian, Ubuntu: libvulkan1)"
      : "update the graphics card's driver";
  return { state: "unavailable", reason: "no-device", message: noAdapter, remedy };
}

/** tfjs constructs its backend only where a browser's `navigator.gpu` is, and does not use it. */
function withNavigator<T>(construct: () => T): T {
  Object.defineProperty(navigator, "gpu", { value: {}, configurable: true });
  try {
    return construct();
  } finally {
    Reflect.deleteProperty(navigator, "gpu");
  }
}

function missing(): string | null {
  return unsupportedPlatform() ?? (isDawnInstalled() ? null : "not set up");
}
