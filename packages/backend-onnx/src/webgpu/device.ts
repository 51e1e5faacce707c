// oxlint-disable-next-line import/no-unassigned-import -- before ONNX Runtime is loaded
import "../no-telemetry.ts";
import * as ort from "onnxruntime-node";
import { GraphBuilder } from "../graph-builder.ts";
import type { OnnxGraph } from "../onnx/model.ts";
import { encodeModel } from "../onnx/model.ts";

/** The WebGPU device and nothing else: a graph of which any operator would fall back to the CPU is refused. */
export const deviceOptions: ort.InferenceSession.SessionOptions = {
  executionProviders: ["webgpu"],
  extra: { session: { disable_cpu_ep_fallback: "1" } },
  logSeverityLevel: 3,
};

/** A session on the device. The outputs named in `kept` stay there, as tensors for the next run. */
export function createDeviceSession(graph: OnnxGraph, kept: readonly string[] = []): Promise<ort.InferenceSession> {
  return openOnDevice(encodeModel(graph), kept);
}

/** The same of an ONNX file. */
export function openOnDevice(bytes: Uint8Array, kept: readonly string[] = []): Promise<ort.InferenceSession> {
  const location = Object.fromEntries(kept.map((name) => [name, "gpu-buffer" as const]));
  return ort.InferenceSession.create(bytes, {
    ...deviceOptions,
    ...(kept.length > 0 && { preferredOutputLocation: location }),
  });
}

/**
 * The same tensor with a download of our own: `getData` of what onnxruntime-node 1.30 leaves on the device ends the
 * process (docs/upstream/onnxruntime/get-data-aborts.md). A graph that returns its input downloads it instead.
 */
export function withDownload(tensor: ort.Tensor): ort.Tensor {
  if (tensor.location !== "gpu-buffer" || tensor.type !== "float32") return tensor;
  return ort.Tensor.fromGpuBuffer(tensor.gpuBuffer, {
    dataType: tensor.type,
    dims: tensor.dims,
    download: () => download(tensor),
    dispose: () => tensor.dispose(),
  });
}

async function download(tensor: ort.Tensor): Promise<Float32Array> {
  const graph = new GraphBuilder();
  graph.output("y", graph.op("Identity", [graph.input("x", tensor.dims)]), tensor.dims);
  const session = await createDeviceSession(graph.build("download"));
  try {
    const { y } = await session.run({ x: tensor });
    if (!(y?.data instanceof Float32Array)) throw new TypeError("what was downloaded is not float32");
    return y.data;
  } finally {
    await session.release();
  }
}

/** The device, and with it every shader compiled so far, goes with the last session: this one stays. */
let device: Promise<ort.InferenceSession> | null = null;

/** Chooses the adapter and loads its driver, once. */
export async function openDevice(): Promise<void> {
  device ??= openSession();
  await device;
}

function openSession(): Promise<ort.InferenceSession> {
  const graph = new GraphBuilder();
  graph.output("y", graph.op("Neg", [graph.input("x", [1])]), [1]);
  return createDeviceSession(graph.build("device"));
}
