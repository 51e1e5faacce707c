import loadWabt from "wabt";
import { columnSums } from "./column-sums.ts";
import { matrixProduct } from "./matrix-product.ts";
import { maxPoolWindow } from "./max-pool-window.ts";

/** Where the assembled module is kept. */
export const kernelsFile = new URL("../src/simd/kernels.wasm", import.meta.url);

/** The module of all kernels, assembled. Needs 128-bit vectors and the relaxed fused multiply-add (WebAssembly 3.0). */
export async function kernelsBinary(): Promise<Uint8Array> {
  const wabt = await loadWabt();
  const text = `(module (import "tfjs" "memory" (memory 1))\n${[matrixProduct(), maxPoolWindow(), columnSums()].join("\n")})`;
  const module = wabt.parseWat("kernels.wat", text, { simd: true, relaxed_simd: true, bulk_memory: true });
  try {
    return module.toBinary({}).buffer;
  } finally {
    module.destroy();
  }
}
