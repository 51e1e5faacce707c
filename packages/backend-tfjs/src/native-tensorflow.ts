import { createRequire } from "node:module";
import { availableParallelism } from "node:os";
import util from "node:util";
import { type KernelBackend, registerBackend } from "@tensorflow/tfjs-core";
import type { TFJSBinding } from "@tensorflow/tfjs-node/dist/tfjs_binding.js";
import { BackendError, type LoadOptions } from "@evenkeel/core";
import { addonFile } from "@evenkeel/setup";
import { notSetUp, unavailableError } from "@evenkeel/setup/unavailable";
import { nativeDepthwiseConv2d } from "./kernels/dilated-depthwise.ts";
import { replaceKernel } from "./kernels/replace.ts";
import { nativeAddons, type NativeBackendId } from "./native-addons.ts";

/** tfjs' name of its backend on TensorFlow, on whichever device. */
export const backendName = "tensorflow";

/** TensorFlow as it runs in this process. */
export interface Tensorflow {
  /** Its own version. */
  readonly version: string;
  readonly threads: number;
  readonly onGpu: boolean;
}

export interface NativeLibrary {
  readonly id: NativeBackendId;
  /** Makes tfjs' backend on an addon. */
  readonly createBackend: (binding: TFJSBinding) => KernelBackend;
}

let running: Tensorflow | null = null;

/**
 * Loads TensorFlow, once a process: the first model decides the number of its threads, and another number later is
 * refused. Throws `BackendError`, too, where the addon is not built.
 */
export function startTensorflow(library: NativeLibrary, { threads }: LoadOptions): Tensorflow {
  running ??= load(library, threads ?? availableParallelism());
  if (threads !== null && threads !== running.threads) {
    throw new BackendError("TensorFlow's threads are fixed for the whole process", {
      where: library.id,
      expected: `${threads} threads`,
      got: String(running.threads),
      remedy: "load it in a process of its own",
    });
  }
  return running;
}

function load({ id, createBackend }: NativeLibrary, threads: number): Tensorflow {
  const file = addonFile(nativeAddons[id]);
  if (file === null) throw unavailableError(id, notSetUp(id));
  configure(threads);
  restoreLegacyUtil();
  const binding = createRequire(import.meta.url)(file) as TFJSBinding;
  registerBackend(backendName, () => createBackend(binding));
  replaceKernel(nativeDepthwiseConv2d());
  return { version: binding.TF_Version, threads, onGpu: binding.isUsingGpuDevice() };
}

/** TensorFlow reads its settings from the environment, when it is loaded. */
function configure(threads: number): void {
  process.env["TF_NUM_INTRAOP_THREADS"] = String(threads);
  process.env["TF_NUM_INTEROP_THREADS"] = "1";
  // Whole float32 on a GPU, as every backend here: NVIDIA's libraries would round to TensorFloat-32's ten bits.
  process.env["NVIDIA_TF32_OVERRIDE"] = "0";
  // What a user has set stays. A GPU's memory is taken as it is needed, so that what a model takes can be seen.
  process.env["TF_FORCE_GPU_ALLOW_GROWTH"] ??= "true";
  process.env["TF_CPP_MIN_LOG_LEVEL"] ??= "2";
}

/** tfjs-node calls two functions of `util` of which Node took one away in version 23 and warns of the other. */
function restoreLegacyUtil(): void {
  const legacy = util as { isNullOrUndefined?: (value: unknown) => boolean; isArray?: (value: unknown) => boolean };
  legacy.isNullOrUndefined = (value) => value === null || value === undefined;
  legacy.isArray = Array.isArray;
}
