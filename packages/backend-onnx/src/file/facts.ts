import { MalformedFile, Message } from "./wire.ts";

/** An axis: its size, or null where the file leaves it open. */
export type Axis = number | null;

/** An input or output of the graph. */
export interface ValueFacts {
  readonly name: string;
  /** `TensorProto.DataType`; null of what is no tensor. */
  readonly elementType: number | null;
  /** Null where the file does not say how many axes there are. */
  readonly axes: readonly Axis[] | null;
  /** What each axis is of, where the file says so: `DATA_BATCH`, `DATA_CHANNEL`, `DATA_FEATURE`. */
  readonly denotations: readonly (string | null)[];
}

/** What an ONNX file says of itself without being run. */
export interface OnnxFacts {
  readonly producer: string | null;
  /** By domain, the standard one's as `ai.onnx`. */
  readonly operatorSets: Readonly<Record<string, number>>;
  readonly metadata: ReadonlyMap<string, string>;
  /** Those that have to be fed. */
  readonly inputs: readonly ValueFacts[];
  readonly outputs: readonly ValueFacts[];
  /** Numbers in the initializers. */
  readonly parameters: number;
  /** A file beside it that holds some of its weights; null where all are inside. */
  readonly externalData: string | null;
  /** The operator that an output comes from, past those that only change its shape. */
  readonly operatorOf: (output: string) => string | null;
}

/** Most inputs, outputs and entries of metadata that a classifier has. */
const mostEntries = 10_000;

/** Field numbers of onnx.proto (`onnx/onnx.proto3`). */
const model = { producerName: 2, producerVersion: 3, graph: 7, operatorSet: 8, metadata: 14, functions: 25 } as const;
const graphs = { node: 1, initializer: 5, input: 11, output: 12, sparseInitializer: 15 } as const;
const node = { input: 1, output: 2, operator: 4, attribute: 5 } as const;
const attribute = { tensor: 5, graph: 6, tensors: 10, graphs: 11, sparse: 22, sparses: 23 } as const;
const tensor = { dims: 1, name: 8, externalData: 13, location: 14 } as const;
const sparse = { values: 1, indices: 2 } as const;
const functionNode = 7;
const externalLocation = 1;

/**
 * Reads what can be known of an ONNX file without running it; of its weights only how many there are. Throws
 * `MalformedFile` for what is no such file.
 */
export function onnxFacts(bytes: Uint8Array): OnnxFacts {
  const whole = new Message(bytes);
  const graph = graphOf(whole);
  const inputs = valuesOf(graph, graphs.input);
  const { names, parameters } = initializersOf(graph, new Set(inputs.map(({ name }) => name)));
  return {
    producer: [whole.text(model.producerName), whole.text(model.producerVersion)].filter(Boolean).join(" ") || null,
    operatorSets: operatorSetsOf(whole),
    metadata: metadataOf(whole),
    inputs: inputs.filter(({ name }) => !names.has(name)),
    outputs: valuesOf(graph, graphs.output),
    parameters,
    externalData: externalDataOf(whole, graph),
    operatorOf: (output) => operatorOf(graph, output),
  };
}

/** The one graph of a model: readers of the format merge several, so that no part of one is the whole. */
function graphOf(whole: Message): Message {
  const [graph, ...more] = few(whole.messages(model.graph));
  if (graph === undefined) throw new MalformedFile("no graph in it");
  if (more.length > 0) throw new MalformedFile("several graphs in it");
  return graph;
}

function operatorSetsOf(whole: Message): Record<string, number> {
  const sets = [...few(whole.messages(model.operatorSet))].map(
    (set) => [set.text(1) || "ai.onnx", set.integer(2) ?? 0] as const,
  );
  return Object.fromEntries(sets);
}

function metadataOf(whole: Message): Map<string, string> {
  const entries = [...few(whole.messages(model.metadata))];
  return new Map(entries.map((entry) => [entry.text(1) ?? "", entry.text(2) ?? ""]));
}

function valuesOf(graph: Message, field: number): ValueFacts[] {
  return [...few(graph.messages(field))].map(valueOf);
}

function valueOf(value: Message): ValueFacts {
  const name = value.text(1) ?? "";
  const type = value.messages(2).next().value?.messages(1).next().value;
  if (type === undefined) return { name, elementType: null, axes: null, denotations: [] };
  const shape = type.messages(2).next().value;
  const dims = shape === undefined ? null : [...few<Message>(shape.messages(1))];
  return {
    name,
    elementType: type.integer(1) ?? null,
    // Some exporters write an open axis as 0 or -1.
    axes:
      dims === null ? null : dims.map((dim) => dim.integer(1)).map((size) => (size !== null && size > 0 ? size : null)),
    denotations: (dims ?? []).map((dim) => dim.text(3)),
  };
}

/** Which of the inputs are weights, as files of the first IR versions list them, and how many numbers weights have. */
function initializersOf(graph: Message, inputs: ReadonlySet<string>) {
  const names = new Set<string>();
  let parameters = 0;
  for (const own of graph.messages(graphs.initializer)) {
    const name = own.text(tensor.name) ?? "";
    if (inputs.has(name)) names.add(name);
    parameters += elementsOf(own);
  }
  return { names, parameters: Math.min(parameters, Number.MAX_SAFE_INTEGER) };
}

function elementsOf(own: Message): number {
  let count = 1;
  for (const field of own.fields()) {
    if (field.number === tensor.dims) for (const size of field.integers()) count *= Math.max(0, size);
  }
  return count;
}

/** The first file beside the model that one of its tensors lies in, wherever in the model the tensor is. */
function externalDataOf(whole: Message, graph: Message): string | null {
  const inFunctions = [...few(whole.messages(model.functions))];
  const found = externalOfGraph(graph);
  if (found !== null) return found;
  for (const own of inFunctions) {
    for (const inner of own.messages(functionNode)) {
      const external = externalOfNode(inner);
      if (external !== null) return external;
    }
  }
  return null;
}

function externalOfGraph(graph: Message): string | null {
  for (const field of graph.fields()) {
    const found =
      field.number === graphs.initializer
        ? externalOfTensor(field.message())
        : field.number === graphs.sparseInitializer
          ? externalOfSparse(field.message())
          : field.number === graphs.node
            ? externalOfNode(field.message())
            : null;
    if (found !== null) return found;
  }
  return null;
}

function externalOfNode(own: Message): string | null {
  for (const part of own.messages(node.attribute)) {
    for (const field of part.fields()) {
      const found = externalOfValue(field.number, () => field.message());
      if (found !== null) return found;
    }
  }
  return null;
}

function externalOfValue(number: number, message: () => Message): string | null {
  if (number === attribute.tensor || number === attribute.tensors) return externalOfTensor(message());
  if (number === attribute.graph || number === attribute.graphs) return externalOfGraph(message());
  if (number === attribute.sparse || number === attribute.sparses) return externalOfSparse(message());
  return null;
}

function externalOfSparse(own: Message): string | null {
  for (const part of [sparse.values, sparse.indices]) {
    for (const inner of own.messages(part)) {
      const found = externalOfTensor(inner);
      if (found !== null) return found;
    }
  }
  return null;
}

function externalOfTensor(own: Message): string | null {
  const entries: (readonly [string | null, string | null])[] = [];
  let isExternal = false;
  for (const field of own.fields()) {
    if (field.number === tensor.location && field.integer() === externalLocation) isExternal = true;
    if (field.number !== tensor.externalData) continue;
    isExternal = true;
    if (entries.length < mostEntries) entries.push([field.message().text(1), field.message().text(2)]);
  }
  return isExternal ? (entries.find(([key]) => key === "location")?.[1] ?? "a file") : null;
}

/** Operators behind which the values are the same, in another shape or type. */
const passing = new Set(["Identity", "Squeeze", "Unsqueeze", "Reshape", "Flatten", "Cast"]);

function operatorOf(graph: Message, output: string): string | null {
  let wanted = output;
  for (let steps = 0; steps <= passing.size; steps += 1) {
    const producer = producerOf(graph, wanted);
    if (producer === null) return null;
    if (!passing.has(producer.operator)) return producer.operator;
    wanted = producer.firstInput;
  }
  return null;
}

function producerOf(graph: Message, value: string) {
  for (const own of graph.messages(graphs.node)) {
    if (own.text(node.output) !== value) continue;
    return { operator: own.text(node.operator) ?? "", firstInput: own.text(node.input) ?? "" };
  }
  return null;
}

/** Throws `MalformedFile` for more entries than any classifier has. */
function* few<T>(entries: Iterable<T>): Generator<T> {
  let count = 0;
  for (const entry of entries) {
    count += 1;
    if (count > mostEntries) throw new MalformedFile(`more than ${mostEntries} inputs, outputs or entries`);
    yield entry;
  }
}
