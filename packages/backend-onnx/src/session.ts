import { BackendError } from "@evenkeel/core";
import type { MemoryReport, RuntimeInfo } from "@evenkeel/core";
import type { OnnxGraph } from "./onnx/model.ts";
import type { Choices } from "./training/choices.ts";
import type { InferenceSession, Tensor, TensorConstructor } from "onnxruntime-common";

/** What the models need of an ONNX Runtime: the one interface between the compiler and the packages that run graphs. */
export interface OnnxRuntime {
  readonly info: RuntimeInfo;
  readonly Tensor: TensorConstructor;
  /** Choices of the training compiler that are quicker here than the defaults. */
  readonly choices?: Partial<Choices>;
  createSession(graph: OnnxGraph): Promise<Session>;
  /** A session of an ONNX file as it is. Rejects where an operator of it would run elsewhere than on the device. */
  openFile(bytes: Uint8Array): Promise<Session>;
  memory(): MemoryReport;
}

/** What the models need of a session. */
export interface Session {
  run(feeds: InferenceSession.FeedsType): Promise<InferenceSession.OnnxValueMapType>;
  release(): Promise<void>;
}

/** A float32 tensor over values that the caller keeps. */
export function float32Tensor(
  runtime: Pick<OnnxRuntime, "Tensor">,
  data: Float32Array,
  shape: readonly number[],
): Tensor {
  return new runtime.Tensor("float32", data, shape);
}

/** Runs a session. Throws `BackendError` with the runtime's own words where it fails. */
export async function runSession(
  session: Session,
  feeds: InferenceSession.FeedsType,
): Promise<InferenceSession.OnnxValueMapType> {
  try {
    return await session.run(feeds);
  } catch (cause) {
    throw new BackendError("ONNX Runtime failed to run the model", { got: String(cause), cause });
  }
}

/** The values of a float32 output. */
export function float32Data(outputs: InferenceSession.OnnxValueMapType, name: string): Float32Array {
  const data = outputs[name]?.data;
  if (!(data instanceof Float32Array)) throw new TypeError(`output ${name} is not a float32 tensor`);
  return data;
}
