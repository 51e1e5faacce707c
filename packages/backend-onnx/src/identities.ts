import type { BackendIdentity } from "@evenkeel/core";
import { fullFloat32 } from "@evenkeel/setup/full-float32";

/** ONNX Runtime has no training of its own. */
const ours = "the training graph: forward, backward and optimizer, out of ONNX Runtime's own operators";

/** Networks that are compiled here, and files as they are. */
const sources = ["spec", "onnx"] as const;

/** ONNX Runtime's backends. Needs no library: the catalogue and each backend's module take their part from here. */
export const identities = {
  cpu: { id: "onnx-cpu", title: "ONNX Runtime, native CPU", device: "cpu", ours, sources },
  wasm: { id: "onnx-wasm", title: "ONNX Runtime Web, WebAssembly", device: "wasm", ours, sources },
  webgpu: { id: "onnx-webgpu", title: "ONNX Runtime, WebGPU", device: "webgpu", ours, sources, byNameOnly: true },
  cuda: {
    id: "onnx-cuda",
    title: "ONNX Runtime, CUDA",
    device: "cuda",
    ours,
    sources,
    byNameOnly: true,
    variables: fullFloat32,
  },
} as const satisfies Readonly<Record<string, BackendIdentity>>;
