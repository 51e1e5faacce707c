import { modelProto } from "./schema.ts";

/** Element types by their ONNX name and number (`TensorProto.DataType`). */
export const elementTypes = { float32: 1, int32: 6, int64: 7, bool: 9 } as const;
export type ElementType = keyof typeof elementTypes;

/** A constant of a graph: row-major values as the format stores them, little-endian. */
export interface OnnxTensor {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly number[];
  readonly data: Float32Array | Int32Array | BigInt64Array;
}

/** Whole numbers are written as INT or INTS; a real number or a graph says what it is. */
export type Attribute =
  | number
  | readonly number[]
  | string
  | { readonly float: number }
  | { readonly graph: OnnxGraph };

export interface OnnxNode {
  readonly type: string;
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** An input or output of a graph; a string is a dimension known only when the model runs. */
export interface OnnxValueInfo {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly (number | string)[];
}

export interface OnnxGraph {
  readonly name: string;
  readonly nodes: readonly OnnxNode[];
  readonly initializers: readonly OnnxTensor[];
  readonly inputs: readonly OnnxValueInfo[];
  readonly outputs: readonly OnnxValueInfo[];
}

/** Operator set 18 (2023) and IR version 8 are what every ONNX Runtime since 1.14 reads. */
const opsetVersion = 18;
const irVersion = 8;

/** The bytes of an `.onnx` file, and what it says of itself by ONNX' own keys where it is for others. */
export function encodeModel(graph: OnnxGraph, metadata: Readonly<Record<string, string>> = {}): Uint8Array {
  const message = modelProto.create({
    ir_version: irVersion,
    producer_name: "evenkeel",
    graph: graphMessage(graph),
    opset_import: [{ domain: "", version: opsetVersion }],
    metadata_props: Object.entries(metadata).map(([key, value]) => ({ key, value })),
  });
  return modelProto.encode(message).finish();
}

function graphMessage(graph: OnnxGraph): object {
  return {
    node: graph.nodes.map((node, index) => ({
      input: node.inputs,
      output: node.outputs,
      name: `${node.type}_${index}`,
      op_type: node.type,
      attribute: Object.entries(node.attributes).map(([name, value]) => attributeMessage(name, value)),
    })),
    name: graph.name,
    initializer: graph.initializers.map(({ name, type, dims, data }) => ({
      dims,
      data_type: elementTypes[type],
      name,
      raw_data: littleEndianBytes(data),
    })),
    input: graph.inputs.map(valueInfoMessage),
    output: graph.outputs.map(valueInfoMessage),
  };
}

/** `AttributeProto.AttributeType` */
const attributeTypes = { float: 1, int: 2, string: 3, graph: 5, ints: 7 } as const;

function attributeMessage(name: string, value: Attribute): object {
  if (typeof value === "number") return { name, i: value, type: attributeTypes.int };
  if (typeof value === "string") return { name, s: new TextEncoder().encode(value), type: attributeTypes.string };
  if ("float" in value) return { name, f: value.float, type: attributeTypes.float };
  if ("graph" in value) return { name, g: graphMessage(value.graph), type: attributeTypes.graph };
  return { name, ints: value, type: attributeTypes.ints };
}

function valueInfoMessage({ name, type, dims }: OnnxValueInfo): object {
  const dim = dims.map((size) => (typeof size === "number" ? { dim_value: size } : { dim_param: size }));
  return { name, type: { tensor_type: { elem_type: elementTypes[type], shape: { dim } } } };
}

/** Node and ONNX Runtime run on little-endian platforms only, so the bytes are already in the format's order. */
function littleEndianBytes(data: OnnxTensor["data"]): Uint8Array {
  return new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}
