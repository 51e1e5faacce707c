import { describe, expect, it } from "vitest";
import { GraphBuilder } from "../src/graph-builder.ts";

describe("GraphBuilder", () => {
  it("stores equal constants once, and constants of another type or shape beside them", () => {
    const graph = new GraphBuilder();
    const first = graph.float32([1, 2], [2]);
    expect(graph.float32([1, 2], [2])).toBe(first);
    const others = [graph.float32([1, 2], [1, 2]), graph.float32([1, 3], [2]), graph.int32s([0, 0]), graph.int64s([0])];
    expect(new Set([first, ...others])).toHaveProperty("size", 5);
    for (const [at, value] of [first, ...others].entries()) graph.output(`y${at}`, graph.op("Neg", [value]), []);
    expect(graph.build("g").initializers).toHaveLength(5);
  });

  it("refuses a constant whose values do not fill its shape", () => {
    expect(() => new GraphBuilder().float32([1, 2, 3], [2])).toThrow(RangeError);
  });

  it("lets the operator that computes an output write it, also where others read it", () => {
    const graph = new GraphBuilder();
    const x = graph.input("x", [1]);
    const doubled = graph.op("Add", [x, x]);
    graph.output("y", graph.op("Neg", [doubled]), [1]);
    graph.output("twice", doubled, [1]);
    const { nodes, outputs } = graph.build("g");
    expect(nodes.map(({ type, inputs, outputs: written }) => [type, inputs, written])).toEqual([
      ["Add", ["x", "x"], ["twice"]],
      ["Neg", ["twice"], ["y"]],
    ]);
    expect(outputs.map(({ name }) => name)).toEqual(["y", "twice"]);
  });

  it("reshapes from where a value came, and leaves out what nobody reads then", () => {
    const graph = new GraphBuilder();
    const x = graph.input("x", [2, 3]);
    graph.op("Add", [x, graph.float32(1)]);
    const flat = graph.reshape(x, [6]);
    graph.output("y", graph.op("Abs", [graph.reshape(flat, [3, 2])]), [3, 2]);
    const { nodes, initializers } = graph.build("g");
    expect(initializers).toHaveLength(1);
    expect(nodes.map(({ type, inputs }) => [type, inputs[0]])).toEqual([
      ["Reshape", "x"],
      ["Abs", nodes[0]?.outputs[0]],
    ]);
  });

  it("copies what no operator computes, or what is an output already", () => {
    const graph = new GraphBuilder();
    const x = graph.input("x", [1]);
    const negative = graph.op("Neg", [x]);
    graph.output("same", x, [1]);
    graph.output("a", negative, [1]);
    graph.output("b", negative, [1]);
    const { nodes } = graph.build("g");
    expect(nodes.map(({ type, inputs, outputs }) => [type, ...inputs, ...outputs])).toEqual([
      ["Neg", "x", "a"],
      ["Identity", "x", "same"],
      ["Identity", "a", "b"],
    ]);
  });

  it("leaves out splits and joins of one piece", () => {
    const graph = new GraphBuilder();
    const x = graph.input("x", [3]);
    expect(graph.split(x, [3], 0)).toEqual([x]);
    expect(graph.concat([x], 0)).toBe(x);
    expect(graph.sum([x])).toBe(x);
    expect(graph.split(x, [1, 2], 0)).toHaveLength(2);
  });
});
