import type { Availability, Backend, LayerKind, ModelSource } from "@evenkeel/core";
import { layerKinds, UnsupportedError } from "@evenkeel/core";
import * as ort from "onnxruntime-node";
import { onnxBackend } from "./backend.ts";
import { GraphBuilder } from "./graph-builder.ts";
import type { OnnxGraph } from "./onnx/model.ts";
import { encodeModel } from "./onnx/model.ts";
import type { OnnxRuntime } from "./session.ts";
import { softwareAdapter } from "./webgpu/software-adapter.ts";
import { StepSession } from "./webgpu/step-session.ts";

const base = onnxBackend({ id: "onnx-webgpu", title: "ONNX Runtime (WebGPU)", device: "webgpu", open: openWebgpu });

/** AveragePool gives other values than on the CPU (1.30 on SwiftShader: logits of lenet-5 off by 0.1). */
const wrong: LayerKind = "average-pool2d";

/**
 * ONNX Runtime's WebGPU provider, through onnxruntime-node. It is the only provider, and a model of which any operator
 * would fall back to the CPU is refused. Weights and optimizer memory come back to the host after every step.
 */
export const onnxWebgpu: Backend = {
  ...base,
  supports: { ...base.supports, layers: new Set(layerKinds.filter((kind) => kind !== wrong)), threads: false },
  probe: async () => withoutAdapter(await base.probe()),
  load: async (source, options) => {
    refuseWrong(source);
    return base.load(source, options);
  },
  loadTrainable: async (source, options, recipe) => {
    refuseWrong(source);
    if (base.loadTrainable === undefined) throw new TypeError("onnx-webgpu trains");
    return base.loadTrainable(source, options, recipe);
  },
};

let started: Promise<void> | null = null;

async function openWebgpu(): Promise<OnnxRuntime> {
  started ??= startDevice();
  await started;
  return {
    info: {
      library: "onnxruntime-node",
      version: ort.env.versions.node ?? ort.env.versions.common,
      provider: "webgpu",
      threads: 1,
      simd: null,
      deviceName: softwareAdapter(),
    },
    Tensor: ort.Tensor,
    createSession: (graph) => StepSession.open(graph, ort.Tensor, createSession),
    memory: () => ({ wasmBytes: null, deviceBytes: null }),
  };
}

function createSession(graph: OnnxGraph): Promise<ort.InferenceSession> {
  return ort.InferenceSession.create(encodeModel(graph), {
    executionProviders: ["webgpu"],
    extra: { session: { disable_cpu_ep_fallback: "1" } },
    logSeverityLevel: 3,
  });
}

/** The adapter is chosen, and its driver loaded, with the first session. */
async function startDevice(): Promise<void> {
  const graph = new GraphBuilder();
  graph.output("y", graph.op("Neg", [graph.input("x", [1])]), [1]);
  const session = await createSession(graph.build("start"));
  await session.release();
}

function refuseWrong({ spec }: ModelSource): void {
  const layer = spec.layers.find(({ kind }) => kind === wrong);
  if (layer === undefined) return;
  throw new UnsupportedError("ONNX Runtime's WebGPU provider computes this kind of layer wrongly", {
    where: `${spec.name}, layer "${layer.name}"`,
    got: wrong,
  });
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
