// oxlint-disable-next-line import/no-unassigned-import -- before ONNX Runtime is loaded
import "./no-telemetry.ts";
import { brokenBy, type Backend } from "@evenkeel/core";
import { noWebgpuAdapter } from "@evenkeel/setup/unavailable";
import * as ort from "onnxruntime-node";
import { onnxBackend } from "./backend.ts";
import { identities } from "./identities.ts";
import type { OnnxRuntime } from "./session.ts";
import { deviceMemoryBytes } from "./webgpu/device-memory.ts";
import { openDevice, openOnDevice } from "./webgpu/device.ts";
import { softwareAdapter } from "./webgpu/software-adapter.ts";
import { StepSession } from "./webgpu/step-session.ts";

const base = onnxBackend({
  ...identities.webgpu,
  open: openWebgpu,
  whyBroken: (error) => (/WebGPU adapter/.test(String(error)) ? noWebgpuAdapter("ONNX Runtime") : brokenBy(error)),
  // A shader computes a matrix product in tiles of 32×32: the few large products of im2col leave fewer of them empty
  // than Winograd's many small ones. A step of keras-mnist-cnn, batch 32, on SwiftShader: 1.6 s against 4.2.
  choices: { convolutions: ["pointwise", "im2col"] },
});

/**
 * ONNX Runtime's WebGPU provider, through onnxruntime-node. It is the only provider, and a model of which any operator
 * would fall back to the CPU is refused. Weights and optimizer memory stay on the device until they are asked for.
 */
export const onnxWebgpu: Backend = {
  ...base,
  supports: { ...base.supports, threads: false },
};

async function openWebgpu(): Promise<OnnxRuntime> {
  await openDevice();
  const software = softwareAdapter();
  return {
    info: {
      library: "onnxruntime-node",
      version: ort.env.versions.node ?? ort.env.versions.common,
      provider: "webgpu",
      threads: 1,
      simd: null,
      deviceName: software,
      adapter: software === null ? "hardware" : "software",
    },
    Tensor: ort.Tensor,
    createSession: (graph) => StepSession.open(graph, ort.Tensor),
    openFile: (bytes) => openOnDevice(bytes),
    memory: () => ({ wasmBytes: null, deviceBytes: deviceMemoryBytes() }),
  };
}
