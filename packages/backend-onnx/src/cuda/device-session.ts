import type * as Ort from "onnxruntime-node";
import { encodeModel } from "../onnx/model.ts";
import type { CreateSession } from "./scan-session.ts";

/** Makes sessions on CUDA and on nothing else. `ort` must have been imported after `loadLibraries`. */
export function deviceSessions(ort: typeof Ort): CreateSession {
  return (graph) =>
    ort.InferenceSession.create(encodeModel(graph), {
      executionProviders: ["cuda"],
      extra: { session: { disable_cpu_ep_fallback: "1" } },
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      logSeverityLevel: 3,
    });
}
