import { UnsupportedError } from "./errors.ts";
import type { ModelSpec } from "./model-spec.ts";
import type { Network } from "./network.ts";
import type { Weights } from "./tensor.ts";

/** A network of which every layer is known, with its weights. */
export interface SpecSource {
  readonly kind: "spec";
  readonly spec: ModelSpec;
  readonly weights: Weights;
}

/** Where a model comes from. */
export type ModelSource =
  | SpecSource
  /** A file in ONNX format; its path. */
  | { readonly kind: "onnx"; readonly network: Network; readonly file: string }
  /** A served model; its address. */
  | { readonly kind: "endpoint"; readonly network: Network; readonly url: string };

/** For a backend that takes specs alone: the source as one. Throws `UnsupportedError` for any other kind. */
export function specOf(source: ModelSource, backendId: string): SpecSource {
  if (source.kind === "spec") return source;
  throw new UnsupportedError("takes no model from such a source", {
    where: backendId,
    expected: "a model spec with weights",
    got: `${source.network.name} of kind "${source.kind}"`,
  });
}
