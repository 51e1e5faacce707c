import { elementCount } from "@evenkeel/core";
import type { Shape } from "@evenkeel/core";
import { ConstantPool } from "./constant-pool.ts";
import type { Attribute, ElementType, OnnxGraph, OnnxNode, OnnxTensor, OnnxValueInfo } from "./onnx/model.ts";

/** The name of a tensor in the graph being built. */
export type Value = string;

/** One of a list of values. A missing one is a mistake of the compiler: throws `RangeError`. */
export function valueAt(values: readonly Value[], index: number): Value {
  const value = values.at(index);
  if (value === undefined) throw new RangeError(`no value ${index} of ${values.length}`);
  return value;
}

type Attributes = Readonly<Record<string, Attribute>>;

/** Collects the operators, constants, inputs and outputs of one ONNX graph. Equal constants are stored once. */
export class GraphBuilder {
  readonly #nodes: OnnxNode[] = [];
  readonly #constants = new ConstantPool();
  readonly #inputs: OnnxValueInfo[] = [];
  readonly #reshaped = new Map<Value, Value>();
  readonly #outputs: { readonly info: OnnxValueInfo; readonly value: Value }[] = [];
  #count = 0;

  /** Declares a graph input. A string in `dims` is a size known only when the graph runs. */
  input(name: string, dims: OnnxValueInfo["dims"], type: ElementType = "float32"): Value {
    this.#inputs.push({ name, type, dims });
    return name;
  }

  /** Appends an operator with one output. */
  op(type: string, inputs: readonly Value[], attributes: Attributes = {}): Value {
    const output = this.#fresh(type);
    this.#nodes.push({ type, inputs, outputs: [output], attributes });
    return output;
  }

  /** Splits along an axis into pieces of the given sizes. One piece is the value itself. */
  split(value: Value, sizes: readonly number[], axis: number): Value[] {
    if (sizes.length === 1) return [value];
    const outputs = sizes.map(() => this.#fresh("Split"));
    this.#nodes.push({ type: "Split", inputs: [value, this.int64s(sizes)], outputs, attributes: { axis } });
    return outputs;
  }

  /** Concatenates along an axis. One value is returned as it is. */
  concat(values: readonly Value[], axis: number): Value {
    const [only] = values;
    return values.length === 1 && only !== undefined ? only : this.op("Concat", values, { axis });
  }

  /** The sum of at least one value. */
  sum(values: readonly Value[]): Value {
    return values.reduce((total, value) => this.op("Add", [total, value]));
  }

  /** At most one size may be −1: it follows from the others. A reshape of a reshape starts from the original value. */
  reshape(value: Value, shape: Shape): Value {
    const source = this.#reshaped.get(value) ?? value;
    const reshaped = this.op("Reshape", [source, this.int64s(shape)]);
    this.#reshaped.set(reshaped, source);
    return reshaped;
  }

  transpose(value: Value, perm: readonly number[]): Value {
    return this.op("Transpose", [value], { perm });
  }

  /** A float32 constant; without a shape a scalar. */
  float32(data: number | ArrayLike<number>, shape: Shape = []): Value {
    return this.#constant("float32", shape, typeof data === "number" ? Float32Array.of(data) : Float32Array.from(data));
  }

  int32s(data: ArrayLike<number>, shape: Shape = [data.length]): Value {
    return this.#constant("int32", shape, Int32Array.from(data));
  }

  int64s(data: readonly number[]): Value {
    return this.#constant("int64", [data.length], BigInt64Array.from(data.map(BigInt)));
  }

  /** Declares a graph output. The operator that computes `value` writes it under this name: no copy is made. */
  output(name: string, value: Value, dims: OnnxValueInfo["dims"]): void {
    this.#outputs.push({ info: { name, type: "float32", dims }, value });
  }

  /** The finished graph. */
  build(name: string): OnnxGraph {
    const names = this.#outputNames();
    const renamed = (value: Value): Value => names.get(value) ?? value;
    const nodes = this.#nodes.map((node) => ({
      ...node,
      inputs: node.inputs.map(renamed),
      outputs: node.outputs.map(renamed),
    }));
    const outputs = this.#outputs.map(({ info }) => info);
    const read = withoutUnread(
      nodes,
      outputs.map((output) => output.name),
    );
    const inputs = new Set(read.flatMap((node) => node.inputs));
    const initializers = this.#constants.all.filter((constant) => inputs.has(constant.name));
    return { name, nodes: read, initializers, inputs: this.#inputs, outputs };
  }

  /** Which computed value takes which output's name; a value that no operator computes gets an Identity. */
  #outputNames(): Map<Value, string> {
    const computed = new Set(this.#nodes.flatMap((node) => node.outputs));
    const names = new Map<Value, string>();
    for (const { info, value } of this.#outputs) {
      names.set(computed.has(value) && !names.has(value) ? value : this.op("Identity", [value]), info.name);
    }
    return names;
  }

  #constant(type: ElementType, dims: Shape, data: OnnxTensor["data"]): Value {
    if (data.length !== elementCount(dims))
      throw new RangeError(`constant [${dims.join(", ")}] with ${data.length} values`);
    return this.#constants.nameOf(type, dims, data, () => this.#fresh("const"));
  }

  #fresh(prefix: string): Value {
    this.#count += 1;
    return `${prefix}_${this.#count}`;
  }
}

/** The operators without those of which nobody reads a result, such as the first of two reshapes in a row. */
function withoutUnread(nodes: readonly OnnxNode[], outputs: readonly Value[]): OnnxNode[] {
  const read = new Set(outputs);
  const kept = nodes.toReversed().filter((node) => {
    const isRead = node.outputs.some((output) => read.has(output));
    if (isRead) for (const input of node.inputs) read.add(input);
    return isRead;
  });
  return kept.toReversed();
}
