/**
 * Whether every operator of every network is placed on CUDA, shown without a GPU: ONNX Runtime's own provider, as
 * `evenkeel setup onnx-cuda` brings it, over stand-ins for NVIDIA's libraries that compute nothing. Runs two training
 * steps and makes the session that predicts; what they compute means nothing.
 *
 *   pnpm exec node packages/backend-onnx/scripts/cuda-placement.ts
 */
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import type * as Ort from "onnxruntime-node";
import { layerSpecs, recipeOf } from "@evenkeel/gate";
import { initialWeights, zoo } from "@evenkeel/models";
import { wheelFolder } from "@evenkeel/setup";
import { deviceSessions } from "../src/cuda/device-session.ts";
import { loadLibraries } from "../src/cuda/libraries.ts";
import { ScanSession } from "../src/cuda/scan-session.ts";
import { onnxCudaWheels } from "../src/cuda/wheels.ts";
import { inferenceGraph } from "../src/inference/inference-graph.ts";
import { defaultChoices } from "../src/training/choices.ts";
import { cachedTrainingGraph } from "../src/training/graph-cache.ts";
import { makeStandIns } from "./cuda-stand-ins.ts";

const ort = await overStandIns();
const create = deviceSessions(ort);
const specs = [...zoo.values(), ...Object.values(layerSpecs).flat()];
const sgd = recipeOf({ kind: "sgd", learningRate: 0.1, momentum: 0.9 });
let refused = 0;
for (const spec of specs) {
  for (const recipe of [spec.recipe, sgd]) {
    const graph = cachedTrainingGraph(spec, recipe, defaultChoices);
    try {
      const session = await ScanSession.open(graph, create);
      const inputs = graph.inputs.map(({ name, dims }) => [name, zeros(dims)] as const);
      await session.run(Object.fromEntries(inputs));
      await session.release();
      const predictor = await create(inferenceGraph(spec, initialWeights(spec, 1)));
      await predictor.release();
    } catch (error) {
      refused += 1;
      process.stdout.write(`${spec.name}, ${recipe.optimizer.kind}: ${String(error)}\n`);
    }
  }
}
process.stdout.write(`${specs.length} networks, each with two optimizers: ${refused} refused\n`);
process.exitCode = refused === 0 ? 0 : 1;

/** onnxruntime-node on the provider of setup and on nothing of NVIDIA's but cuRAND and NVRTC. */
async function overStandIns(): Promise<typeof Ort> {
  const setUp = wheelFolder(onnxCudaWheels);
  if (setUp === null) throw new Error("not set up: evenkeel setup onnx-cuda");
  const folder = mkdtempSync(join(tmpdir(), "evenkeel-stand-ins-"));
  // The provider is opened when the first session is made.
  process.once("exit", () => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "cuda"));
  makeStandIns(join(setUp, "runtime", "libonnxruntime_providers_cuda.so"), join(folder, "cuda"));
  for (const real of ["libcurand.so.10", "libnvrtc-builtins.so.13.0", "libnvrtc.so.13"]) {
    symlinkSync(join(setUp, "cuda", real), join(folder, "cuda", real));
  }
  symlinkSync(join(setUp, "runtime"), join(folder, "runtime"));
  loadDriver(join(folder, "cuda", "libcuda.so.1"));
  loadLibraries(folder);
  return await import("onnxruntime-node");
}

/** As `loadLibraries` does, by its path. */
function loadDriver(path: string): void {
  try {
    process.dlopen({ exports: {} }, path, constants.dlopen.RTLD_LAZY | 0x1000);
  } catch (error) {
    if (!String(error).includes("self-register")) throw error;
  }
}

/** Two steps of three images. */
function zeros(dims: readonly (number | string)[]) {
  const shape = dims.map((dim) => (dim === "steps" ? 2 : dim === "N" ? 3 : Number(dim)));
  return new ort.Tensor("float32", new Float32Array(shape.reduce((size, dim) => size * dim, 1)), shape);
}
