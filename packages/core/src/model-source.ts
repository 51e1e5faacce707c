import { UnsupportedError } from "./errors.ts";
import type { ModelSpec } from "./model-spec.ts";
import type { Network } from "./network.ts";
import type { OnnxInterface } from "./onnx-interface.ts";
import type { Weights } from "./tensor.ts";

/** A network of which every layer is known, with its weights. */
export interface SpecSource {
  readonly kind: "spec";
  readonly spec: ModelSpec;
  readonly weights: Weights;
}

/** A served or closed model: its endpoint file, and where what is exchanged with it is kept. */
export interface EndpointSource {
  readonly kind: "endpoint";
  readonly network: Network;
  /** A file such as those of `benchmarks/endpoints/`; its path. */
  readonly file: string;
  readonly exchanges: EndpointExchanges;
}

export interface EndpointExchanges {
  /**
   * - `record`: what a cassette holds is taken from it, anything else is asked and added;
   * - `replay`: everything is taken from a cassette, and what it does not hold is an error;
   * - `live`: everything is asked, and nothing kept;
   * - `refresh`: everything is asked anew and added, and holds from then on.
   */
  readonly mode: "record" | "replay" | "live" | "refresh";
  /** Folder of cassettes; `live` alone does without. */
  readonly cassettes: string | null;
  /** File in which a run keeps what it spent, so that it counts when the run goes on; null for one process alone. */
  readonly ledger: string | null;
}

/** A file in ONNX format, weights included. */
export interface OnnxSource {
  readonly kind: "onnx";
  readonly network: Network;
  /** Its path. */
  readonly file: string;
  readonly interface: OnnxInterface;
}

/** Where a model comes from. */
export type ModelSource = SpecSource | OnnxSource | EndpointSource;

/** What a source is called, for people. */
export const sourceTitles: Readonly<Record<ModelSource["kind"], string>> = {
  spec: "model spec",
  onnx: "ONNX file",
  endpoint: "endpoint",
};

/** For a backend that takes specs alone: the source as one. Throws `UnsupportedError` for any other kind. */
export function specOf(source: ModelSource, backendId: string): SpecSource {
  if (source.kind === "spec") return source;
  throw unsupportedSource(source, backendId, "a model spec with weights");
}

/** For a backend that takes ONNX files alone, likewise. */
export function onnxOf(source: ModelSource, backendId: string): OnnxSource {
  if (source.kind === "onnx") return source;
  throw unsupportedSource(source, backendId, "an ONNX file");
}

/** That a backend takes no model from such a source. */
export function unsupportedSource(source: ModelSource, backendId: string, expected: string): UnsupportedError {
  const { name } = source.kind === "spec" ? source.spec : source.network;
  return new UnsupportedError("takes no model from such a source", {
    where: backendId,
    expected,
    got: `${name} of kind "${source.kind}"`,
  });
}
