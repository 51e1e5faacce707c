// oxlint-disable-next-line import/no-unassigned-import -- before ONNX Runtime is loaded
import "../../src/no-telemetry.ts";
import * as ort from "onnxruntime-node";
import { expect, test } from "vitest";
import { GraphBuilder } from "../../src/graph-builder.ts";
import type { OnnxGraph } from "../../src/onnx/model.ts";
import { encodeModel } from "../../src/onnx/model.ts";
import { forWebgpu } from "../../src/webgpu/for-webgpu.ts";

const ramp = (length: number) => Float32Array.from({ length }, (_, at) => ((at * 37) % 101) / 101 - 0.5);

/** One operator each. */
const cases: readonly (readonly [string, readonly number[], OnnxGraph])[] = [
  ["LogSoftmax", [4, 7], graphOf([4, 7], (graph, x) => [graph.op("LogSoftmax", [x], { axis: -1 })], 2)],
  ["Split", [18], graphOf([18], (graph, x) => graph.split(x, [1, 2, 3, 1, 2, 3, 1, 2, 3], 0), 1)],
  ["Conv", [2, 6, 5, 5], convolution(6, 8)],
  ["Conv", [2, 9, 5, 5], convolution(9, 4)],
];

test.each(cases)("%s of %j is written otherwise and computes the same", async (type, dims, graph) => {
  expect(graph.nodes.map((node) => node.type)).toEqual([type]);
  const rewritten = forWebgpu(graph);
  expect(rewritten.nodes.length).toBeGreaterThan(1);
  const [expected, got] = [await onCpu(graph, dims), await onCpu(rewritten, dims)];
  expect(got.map((values) => values.length)).toEqual(expected.map((values) => values.length));
  for (const [at, values] of expected.entries()) {
    for (const [index, value] of values.entries()) expect(got[at]?.[index]).toBeCloseTo(value, 5);
  }
});

test.each([
  [3, 8],
  [4, 8],
  [6, 5],
  [12, 4],
])("leaves a convolution of %i channels to %i, which is computed rightly, as it is", (channels, results) => {
  const graph = convolution(channels, results);
  expect(forWebgpu(graph).nodes).toEqual(graph.nodes);
});

function graphOf(
  dims: readonly number[],
  emit: (graph: GraphBuilder, x: string) => readonly string[],
  rank: number,
): OnnxGraph {
  const graph = new GraphBuilder();
  const unknown = Array.from({ length: rank }, (_, axis) => `d${axis}`);
  for (const [at, value] of emit(graph, graph.input("x", dims)).entries()) graph.output(`y${at}`, value, unknown);
  return graph.build("one operator");
}

function convolution(channels: number, results: number): OnnxGraph {
  return graphOf(
    [2, channels, 5, 5],
    (graph, x) => {
      const kernel = graph.float32(ramp(results * channels * 9), [results, channels, 3, 3]);
      const attributes = { kernel_shape: [3, 3], strides: [2, 1], pads: [1, 0, 1, 0], dilations: [1, 1] };
      return [graph.op("Conv", [x, kernel, graph.float32(ramp(results), [results])], attributes)];
    },
    4,
  );
}

async function onCpu(graph: OnnxGraph, dims: readonly number[]): Promise<Float32Array[]> {
  const session = await ort.InferenceSession.create(encodeModel(graph), { executionProviders: ["cpu"] });
  const count = dims.reduce((product, dim) => product * dim, 1);
  const outputs = await session.run({ x: new ort.Tensor("float32", ramp(count), dims) });
  await session.release();
  return graph.outputs.map(({ name }) => {
    const data = outputs[name]?.data;
    if (!(data instanceof Float32Array)) throw new TypeError(`${name} is not float32`);
    return data;
  });
}
