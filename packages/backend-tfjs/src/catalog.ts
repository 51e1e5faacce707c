import type { BackendEntry } from "@evenkeel/core";
import { identities, type NativeIdentity } from "./identities.ts";

const core = "@tensorflow/tfjs-core";
const wasm = [core, "@tensorflow/tfjs-backend-wasm"];

/** In the order in which lists show them. */
export const catalog: readonly BackendEntry[] = [
  {
    ...identities.wasm,
    libraries: wasm,
    load: async () => (await import("./wasm.ts")).tfjsWasm,
  },
  {
    ...identities.cpu,
    libraries: [core, "@tensorflow/tfjs-backend-cpu"],
    load: async () => (await import("./cpu.ts")).tfjsCpu,
  },
  {
    ...identities.wasmUpstream,
    libraries: wasm,
    load: async () => (await import("./wasm-upstream.ts")).tfjsWasmUpstream,
  },
  {
    ...identities.node,
    libraries: [core, "@tensorflow/tfjs-node", "node-api-headers"],
    load: async () => (await import("./node.ts")).tfjsNode,
    setup: nativeSetup(identities.node),
  },
  {
    ...identities.nodeGpu,
    libraries: [core, "@tensorflow/tfjs-node-gpu", "node-api-headers"],
    load: async () => (await import("./node-gpu.ts")).tfjsNodeGpu,
    setup: nativeSetup(identities.nodeGpu),
  },
  {
    ...identities.webgpu,
    libraries: [core, "@tensorflow/tfjs-backend-webgpu"],
    load: async () => (await import("./webgpu.ts")).tfjsWebgpu,
    setup: async () => (await import("./webgpu-setup.ts")).webgpuSetup(),
  },
];

function nativeSetup(identity: NativeIdentity): Required<BackendEntry>["setup"] {
  return async () => (await import("./native-setup.ts")).nativeSetup(identity);
}
