/**
 * Assembles `kernels.wasm`: the kernels of this folder, over the memory that its instance is given.
 *
 *   pnpm --filter @evenkeel/backend-tfjs assemble
 */
import { writeFile } from "node:fs/promises";
import { kernelsBinary, kernelsFile } from "./kernels.ts";

await writeFile(kernelsFile, await kernelsBinary());
