// oxlint-disable-next-line import/no-unassigned-import -- before ONNX Runtime is loaded
import "./no-telemetry.ts";
import type { Backend, LoadOptions } from "@evenkeel/core";
import { availableParallelism } from "node:os";
import * as ort from "onnxruntime-node";
import { onnxBackend } from "./backend.ts";
import { identities } from "./identities.ts";
import { encodeModel } from "./onnx/model.ts";
import type { OnnxRuntime } from "./session.ts";
import type { Choices } from "./training/choices.ts";

/** ONNX Runtime's own CPU build, through onnxruntime-node. */
export const onnxCpu: Backend = onnxCpuWith({});

/** The same with choices of the training compiler forced, for tests and measurements. */
export function onnxCpuWith(choices: Partial<Choices>): Backend {
  return onnxBackend({
    ...identities.cpu,
    open: (options) => Promise.resolve(openCpu(options)),
    choices,
  });
}

/**
 * The runtime does not tell how many threads it took, so it is always given a number: where none is asked for, the
 * processors that this process may use.
 */
function openCpu(options: LoadOptions): OnnxRuntime {
  const threads = options.threads ?? availableParallelism();
  const open = (bytes: Uint8Array) =>
    ort.InferenceSession.create(bytes, {
      executionProviders: ["cpu"],
      intraOpNumThreads: threads,
      interOpNumThreads: 1,
    });
  return {
    info: {
      library: "onnxruntime-node",
      version: ort.env.versions.node ?? ort.env.versions.common,
      provider: "cpu",
      threads,
      simd: null,
      deviceName: null,
    },
    Tensor: ort.Tensor,
    choices: { updatesAsProducts: threads === 1 },
    createSession: (graph) => open(encodeModel(graph)),
    openFile: open,
    memory: () => ({ wasmBytes: null, deviceBytes: null }),
  };
}
