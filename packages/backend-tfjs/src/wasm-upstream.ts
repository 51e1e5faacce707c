import type { Backend } from "@evenkeel/core";
import { identities } from "./identities.ts";
import { tfjsWasmBackend } from "./wasm-backend.ts";
import { libraryFolder } from "./wasm-files.ts";

/**
 * TensorFlow.js on WebAssembly as it is shipped, without the kernels of this package: there to be checked, not to be
 * trusted. Kernels are registered for a whole process, so this module and `wasm.ts` must not meet in one.
 */
export const tfjsWasmUpstream: Backend = tfjsWasmBackend(identities.wasmUpstream, { libraryFiles: libraryFolder() });
