import type * as Ort from "onnxruntime-node";
import { encodeModel } from "../onnx/model.ts";
import type { Session } from "../session.ts";
import type { CreateSession } from "./scan-session.ts";

/** Makes a session of an ONNX file on CUDA and on nothing else. */
export type OpenFile = (bytes: Uint8Array) => Promise<Session>;

/** `ort` must have been imported after `loadLibraries`. */
export function deviceFiles(ort: typeof Ort): OpenFile {
  return (bytes) =>
    ort.InferenceSession.create(bytes, {
      executionProviders: ["cuda"],
      extra: { session: { disable_cpu_ep_fallback: "1" } },
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      logSeverityLevel: 3,
    });
}

/** The same of graphs of ours. */
export function deviceSessions(ort: typeof Ort): CreateSession {
  const open = deviceFiles(ort);
  return (graph) => open(encodeModel(graph));
}
