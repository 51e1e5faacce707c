import type { Availability, Backend } from "@evenkeel/core";
import * as ort from "onnxruntime-node";
import { onnxBackend } from "./backend.ts";
import type { OnnxRuntime } from "./session.ts";
import { deviceMemoryBytes } from "./webgpu/device-memory.ts";
import { openDevice } from "./webgpu/device.ts";
import { softwareAdapter } from "./webgpu/software-adapter.ts";
import { StepSession } from "./webgpu/step-session.ts";

const base = onnxBackend({
  id: "onnx-webgpu",
  title: "ONNX Runtime (WebGPU)",
  device: "webgpu",
  open: openWebgpu,
  // A shader computes a matrix product in tiles of 32×32: the few large products of im2col leave fewer of them empty than
  // Winograd's many small ones. A step of keras-mnist-cnn, batch 32, on SwiftShader: 1.6 s against 4.2.
  choices: { convolutions: ["pointwise", "im2col"] },
});

/**
 * ONNX Runtime's WebGPU provider, through onnxruntime-node. It is the only provider, and a model of which any operator
 * would fall back to the CPU is refused. Weights and optimizer memory stay on the device until they are asked for.
 */
export const onnxWebgpu: Backend = {
  ...base,
  supports: { ...base.supports, threads: false },
  probe: async () => withoutAdapter(await base.probe()),
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
    memory: () => ({ wasmBytes: null, deviceBytes: deviceMemoryBytes() }),
  };
}

function withoutAdapter(found: Availability): Availability {
  if (found.state === "available" || !found.message.includes("WebGPU adapter")) return found;
  return {
    state: "unavailable",
    reason: "no-device",
    message:
      "no WebGPU adapter: this machine has no graphics driver (Vulkan, Metal or Direct3D 12) that ONNX Runtime can use",
    remedy:
      process.platform === "linux"
        ? "install the graphics card's Vulkan driver and its loader (Debian, Ubuntu: libvulkan1)"
        : "update the graphics card's driver",
  };
}
