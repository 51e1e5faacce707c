import { env, findBackend } from "@tensorflow/tfjs-core";
import {
  type BackendWasm,
  getThreadsCount,
  setWasmPaths,
  version_wasm as version,
} from "@tensorflow/tfjs-backend-wasm";
import { type Backend, BackendError, type BackendIdentity } from "@evenkeel/core";
import { tfjsBackend } from "./backend.ts";

export const backendName = "wasm";

/**
 * TensorFlow.js on WebAssembly, with whatever kernels are registered in this process. In Node always one thread.
 * `libraryFiles` is the folder or address of tfjs' own .wasm files.
 */
export function tfjsWasmBackend(
  identity: BackendIdentity,
  { libraryFiles }: { readonly libraryFiles: string },
): Backend {
  setWasmPaths(libraryFiles);
  return tfjsBackend({
    ...identity,
    backendName,
    describe: () => ({
      library: "@tensorflow/tfjs-backend-wasm",
      version,
      provider: backendName,
      threads: getThreadsCount(),
      simd: env().getBool("WASM_HAS_SIMD_SUPPORT"),
      deviceName: null,
    }),
    memory: () => ({ wasmBytes: linearMemoryBytes(), deviceBytes: null }),
  });
}

function linearMemoryBytes(): number {
  const backend = findBackend(backendName) as BackendWasm | null;
  if (backend === null) throw new BackendError("tfjs' wasm backend is not running");
  // Emscripten's view of its memory, which the library's type leaves out.
  return (backend.wasm as unknown as { HEAPU8: Uint8Array }).HEAPU8.buffer.byteLength;
}
