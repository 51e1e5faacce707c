import type { Availability, Backend, RuntimeInfo } from "@evenkeel/core";
import { BackendError } from "@evenkeel/core";
import { missingNvidiaDriver, nvidiaDriverRemedy, nvidiaDeviceName, wheelFolder } from "@evenkeel/setup";
import { onnxBackend } from "./backend.ts";
import { deviceSessions } from "./cuda/device-session.ts";
import { hasOwnCuda, loadLibraries } from "./cuda/libraries.ts";
import { unsupportedPlatform } from "./cuda/platform.ts";
import { ScanSession } from "./cuda/scan-session.ts";
import { cudaVersions, onnxCudaWheels } from "./cuda/wheels.ts";
import type { OnnxRuntime } from "./session.ts";

const id = "onnx-cuda";

const base = onnxBackend({ id, title: "ONNX Runtime (CUDA)", device: "cuda", open: openCuda });

/**
 * ONNX Runtime's CUDA provider, through onnxruntime-node. It is the only provider, and a model of which any operator would
 * fall back to the CPU is refused. Weights and optimizer memory stay on the device for a chunk of training steps.
 *
 * In full float32, as every other backend: the provider asks for TensorFloat-32, onnxruntime-node has no option
 * against it, and NVIDIA's own `NVIDIA_TF32_OVERRIDE` has the last word where cuBLAS heeds it: see docs/cuda.md, Precision.
 */
export const onnxCuda: Backend = {
  ...base,
  supports: { ...base.supports, threads: false },
  probe: async () => (await unavailable()) ?? repairable(await base.probe()),
};

async function openCuda(): Promise<OnnxRuntime> {
  const setUp = wheelFolder(onnxCudaWheels);
  if (setUp === null) throw new BackendError("not set up", { where: id, remedy: `evenkeel setup ${id}` });
  // cuBLAS and cuDNN read it when they start. The registry sets it too, with what makes every cuBLAS handle heed it.
  process.env["NVIDIA_TF32_OVERRIDE"] = "0";
  loadLibraries(setUp);
  const ort = await import("onnxruntime-node");
  return {
    info: {
      library: "onnxruntime-node",
      version: cudaVersions.onnxruntime,
      provider: "cuda",
      threads: 1,
      simd: null,
      deviceName: await nvidiaDeviceName(),
      ...deviceVersionsOf(setUp),
    },
    Tensor: ort.Tensor,
    createSession: (graph) => ScanSession.open(graph, deviceSessions(ort)),
    memory: () => ({ wasmBytes: null, deviceBytes: null }),
  };
}

/** Of CUDA and cuDNN where they are setup's; what else the loader found does not say which it is. */
function deviceVersionsOf(setUp: string): Pick<RuntimeInfo, "deviceVersions"> {
  const { cuda, cudnn } = cudaVersions;
  return hasOwnCuda(setUp) ? { deviceVersions: { CUDA: cuda, cuDNN: cudnn } } : {};
}

/** Why it cannot run here, as far as that shows without loading a library. */
async function unavailable(): Promise<Availability | null> {
  const noDevice = await missingNvidiaDriver();
  if (noDevice !== null) {
    return { state: "unavailable", reason: "no-device", message: noDevice, remedy: nvidiaDriverRemedy };
  }
  const noPlatform = unsupportedPlatform();
  const message = noPlatform ?? (wheelFolder(onnxCudaWheels) === null ? "not set up" : null);
  if (message === null) return null;
  const remedy = noPlatform === null ? `evenkeel setup ${id}` : null;
  return { state: "unavailable", reason: "not-installed", message, remedy };
}

function repairable(found: Availability): Availability {
  if (found.state === "available") return found;
  // The rest of what ONNX Runtime says is about its source files.
  const [failure] = /\w+ failure \d+: [^;]+/.exec(found.message) ?? [];
  const remedy = `delete .cache/backends/${id}, then evenkeel setup ${id}; CUDA 13 needs driver 580 or newer`;
  return { ...found, message: failure?.trim() ?? found.message, remedy };
}
