import type { Backend, LoadOptions } from "@evenkeel/core";
import { BackendError } from "@evenkeel/core";
import * as ort from "onnxruntime-web";
import { onnxBackend } from "./backend.ts";
import { GraphBuilder } from "./graph-builder.ts";
import { identities } from "./identities.ts";
import { encodeModel } from "./onnx/model.ts";
import type { OnnxRuntime } from "./session.ts";
import type { Choices } from "./training/choices.ts";
import type { LinearMemory } from "./wasm-memory.ts";
import { watchLinearMemory } from "./wasm-memory.ts";

/**
 * ONNX Runtime's WebAssembly build, through onnxruntime-web. The build needs SIMD and refuses to start without it. The
 * number of threads belongs to the process: the first model decides it, and another number later is refused.
 */
export const onnxWasm: Backend = onnxWasmWith({});

/** The same with choices of the training compiler forced, for tests and measurements. */
export function onnxWasmWith(choices: Partial<Choices>): Backend {
  return onnxBackend({ ...identities.wasm, open: openWasm, choices });
}

interface StartedModule {
  readonly threads: number;
  readonly memory: LinearMemory | null;
}

let started: Promise<StartedModule> | null = null;

async function openWasm(options: LoadOptions): Promise<OnnxRuntime> {
  started ??= startModule(options.threads);
  const { threads, memory } = await started;
  if (options.threads !== null && options.threads !== threads) {
    throw new BackendError("WebAssembly threads are fixed for the whole process", {
      where: identities.wasm.id,
      expected: `${options.threads} threads`,
      got: String(threads),
      remedy: "load it in a process of its own, where threads and SharedArrayBuffer are available",
    });
  }
  return {
    info: {
      library: "onnxruntime-web",
      version: ort.env.versions.web ?? ort.env.versions.common,
      provider: "wasm",
      threads,
      simd: true,
      deviceName: null,
    },
    Tensor: ort.Tensor,
    createSession: (graph) => openFile(encodeModel(graph)),
    openFile,
    memory: () => ({ wasmBytes: memory?.buffer.byteLength ?? null, deviceBytes: null }),
  };
}

function openFile(bytes: Uint8Array): Promise<ort.InferenceSession> {
  return ort.InferenceSession.create(bytes, { executionProviders: ["wasm"] });
}

/** The module starts with its first session; afterwards the flags tell what it obtained. */
async function startModule(threads: number | null): Promise<StartedModule> {
  ort.env.logLevel = "error";
  if (threads !== null) ort.env.wasm.numThreads = threads;
  const graph = new GraphBuilder();
  graph.output("y", graph.op("Neg", [graph.input("x", [1])]), [1]);
  const memory = await watchLinearMemory(async () => {
    const session = await openFile(encodeModel(graph.build("start")));
    await session.release();
  });
  return { threads: ort.env.wasm.numThreads ?? 1, memory };
}
