import type { Backend, BackendEntry } from "@evenkeel/core";
import { identities, type PythonIdentity } from "./identities.ts";

/** In the order in which lists show them. Their libraries are Python's: a bundle has no npm package to take along. */
export const catalog: readonly BackendEntry[] = [
  entry(identities.torchCpu, async () => (await import("./torch-cpu.ts")).torchCpu),
  entry(identities.torchCpuBest, async () => (await import("./torch-cpu-best.ts")).torchCpuBest),
  entry(identities.kerasCpu, async () => (await import("./keras-cpu.ts")).kerasCpu),
  entry(identities.onnxPython, async () => (await import("./onnx-python.ts")).onnxPython),
  entry(identities.torchCuda, async () => (await import("./torch-cuda.ts")).torchCuda),
  entry(identities.kerasCuda, async () => (await import("./keras-cuda.ts")).kerasCuda),
];

function entry(identity: PythonIdentity, load: () => Promise<Backend>): BackendEntry {
  return { ...identity, load, setup: async () => (await import("./setup.ts")).pythonSetup(identity) };
}
