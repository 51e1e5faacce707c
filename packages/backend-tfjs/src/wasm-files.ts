/** The WebAssembly files as Node finds them. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** The folder of tfjs' own .wasm files: they lie beside the library's entry module. */
export function libraryFolder(): string {
  return fileURLToPath(new URL(".", import.meta.resolve("@tensorflow/tfjs-backend-wasm")));
}

/** The bytes of our kernels. */
export function readKernels(): Uint8Array {
  return readFileSync(new URL("simd/kernels.wasm", import.meta.url));
}
