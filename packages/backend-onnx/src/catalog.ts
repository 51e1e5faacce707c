import type { BackendEntry } from "@evenkeel/core";
import { identities } from "./identities.ts";

const node = ["onnxruntime-node"];

/** In the order in which lists show them. */
export const catalog: readonly BackendEntry[] = [
  {
    ...identities.cpu,
    libraries: node,
    load: async () => (await import("./cpu.ts")).onnxCpu,
  },
  {
    ...identities.wasm,
    libraries: ["onnxruntime-web"],
    load: async () => (await import("./wasm.ts")).onnxWasm,
  },
  {
    ...identities.webgpu,
    libraries: node,
    load: async () => (await import("./webgpu.ts")).onnxWebgpu,
  },
  {
    ...identities.cuda,
    libraries: node,
    load: async () => (await import("./cuda.ts")).onnxCuda,
    setup: async () => (await import("./cuda/setup.ts")).onnxCudaSetup(),
  },
];
