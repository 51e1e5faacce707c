// oxlint-disable-next-line import/no-unassigned-import -- before ONNX Runtime is loaded
import "./no-telemetry.ts";
import type { Backend, RuntimeInfo, Unavailable } from "@evenkeel/core";
import { missingNvidiaDriver, nvidiaDeviceName, wheelFolder } from "@evenkeel/setup";
import { brokenSetup, notSetUp, unavailableError } from "@evenkeel/setup/unavailable";
import { onnxBackend } from "./backend.ts";
import { deviceFiles, deviceSessions } from "./cuda/device-session.ts";
import { hasOwnCuda, loadLibraries } from "./cuda/libraries.ts";
import { otherPlatform } from "./cuda/platform.ts";
import { ScanSession } from "./cuda/scan-session.ts";
import { cudaVersions, onnxCudaWheels } from "./cuda/wheels.ts";
import { identities } from "./identities.ts";
import type { OnnxRuntime } from "./session.ts";

const { id } = identities.cuda;

const base = onnxBackend({ ...identities.cuda, open: openCuda, whyBroken });

/**
 * ONNX Runtime's CUDA provider, through onnxruntime-node. It is the only provider, and a model of which any operator
 * would fall back to the CPU is refused. Weights and optimizer memory stay on the device for a chunk of training steps.
 *
 * In full float32, as every other backend: the provider asks for TensorFloat-32, onnxruntime-node has no option
 * against it, and NVIDIA's own `NVIDIA_TF32_OVERRIDE` overrides it where cuBLAS heeds that variable: see docs/cuda.md,
 * Precision.
 */
export const onnxCuda: Backend = {
  ...base,
  supports: { ...base.supports, threads: false },
  probe: async () => (await unavailable()) ?? base.probe(),
};

async function openCuda(): Promise<OnnxRuntime> {
  const setUp = wheelFolder(onnxCudaWheels);
  if (setUp === null) throw unavailableError(id, notSetUp(id));
  // cuBLAS and cuDNN read it when they start. The catalogue sets it too, with what makes every cuBLAS handle heed it.
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
    openFile: deviceFiles(ort),
    memory: () => ({ wasmBytes: null, deviceBytes: null }),
  };
}

/** Of CUDA and cuDNN where they are setup's; what else the loader found does not say which it is. */
function deviceVersionsOf(setUp: string): Pick<RuntimeInfo, "deviceVersions"> {
  const { cuda, cudnn } = cudaVersions;
  return hasOwnCuda(setUp) ? { deviceVersions: { CUDA: cuda, cuDNN: cudnn } } : {};
}

/** Why it cannot run here, as far as that shows without loading a library. */
async function unavailable(): Promise<Unavailable | null> {
  const noDeviceOrPlatform = (await missingNvidiaDriver()) ?? otherPlatform();
  return noDeviceOrPlatform ?? (wheelFolder(onnxCudaWheels) === null ? notSetUp(id) : null);
}

function whyBroken(error: unknown): Unavailable {
  const found = brokenSetup(id, error, "CUDA 13 needs driver 580 or newer");
  // The rest of what ONNX Runtime says is about its source files.
  const [failure] = /\w+ failure \d+: [^;]+/.exec(found.message) ?? [];
  return { ...found, message: failure?.trim() ?? found.message };
}
