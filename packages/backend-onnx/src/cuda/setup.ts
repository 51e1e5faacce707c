import { join } from "node:path";
import type { BackendSetup } from "@evenkeel/core";
import { wheelFolder, wheelSetup } from "@evenkeel/setup";
import { unavailableError } from "@evenkeel/setup/unavailable";
import { identities } from "../identities.ts";
import { cudaVersions, onnxCudaWheels } from "./wheels.ts";
import { otherPlatform } from "./platform.ts";

const { onnxruntime, cuda, cudnn } = cudaVersions;

/** How `evenkeel setup onnx-cuda` brings the CUDA provider; also without a GPU, to bundle it for a machine with one. */
export function onnxCudaSetup(): BackendSetup {
  const setup = wheelSetup({
    ...onnxCudaWheels,
    description: `ONNX Runtime ${onnxruntime} with CUDA ${cuda} and cuDNN ${cudnn}, from PyPI, about 1.2 GB`,
  });
  return {
    ...setup,
    install: async (options) => {
      const unavailable = otherPlatform();
      if (unavailable !== null) throw unavailableError(`setup of ${identities.cuda.id}`, unavailable);
      await setup.install(options);
    },
    portable: () => {
      const folder = wheelFolder(onnxCudaWheels);
      if (folder === null) return null;
      return [
        { path: join(folder, "receipt.json"), isDeviceLibrary: false },
        { path: join(folder, "runtime"), isDeviceLibrary: false },
        { path: join(folder, "cuda"), isDeviceLibrary: true },
      ];
    },
  };
}
