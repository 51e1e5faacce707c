import { encodeModel } from "../src/onnx/model.ts";
import type { OnnxGraph } from "../src/onnx/model.ts";
import { modelProto } from "../src/onnx/schema.ts";

interface DecodedTensor {
  readonly name: string;
  readonly dims: readonly number[];
  readonly data_type: number;
  readonly raw_data: Uint8Array;
}

interface DecodedAttribute {
  readonly name: string;
  readonly type: number;
  readonly i?: number;
  readonly f?: number;
  readonly s?: Uint8Array;
  readonly g?: DecodedGraph;
  readonly ints: readonly number[];
}

export interface DecodedGraph {
  readonly name: string;
  readonly node: readonly {
    readonly op_type: string;
    readonly input: readonly string[];
    readonly output: readonly string[];
    readonly attribute: readonly DecodedAttribute[];
  }[];
  readonly initializer: readonly DecodedTensor[];
  readonly input: readonly { readonly name: string }[];
  readonly output: readonly { readonly name: string }[];
}

export interface DecodedModel {
  readonly ir_version: number;
  readonly opset_import: readonly { readonly version: number }[];
  readonly graph: DecodedGraph;
}

/** What a reader of the file that we write finds in it. */
export function decoded(graph: OnnxGraph): DecodedModel {
  const message = modelProto.decode(encodeModel(graph));
  return modelProto.toObject(message, { longs: Number, arrays: true }) as DecodedModel;
}
