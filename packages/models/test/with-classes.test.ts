import type { ModelSpec } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { initialWeights, parseModelSpec, withClasses, zoo } from "../src/index.ts";
import { averagePool, conv, dense, flatten, relu, sequential } from "../src/sequential.ts";
import { kerasRecipe } from "../src/recipes.ts";

const networks = [...zoo.values()].map((spec) => [spec.name, spec] as const);

describe("withClasses", () => {
  it.each(networks)("gives %s logits for any number of classes", (_, spec) => {
    for (const classes of [2, 3, 5, 37, 1000]) {
      const fitted = withClasses(spec, classes);
      expect(fitted).not.toBeNull();
      // Shapes and logits are checked in here.
      expect(parseModelSpec(fitted).classes).toBe(classes);
    }
  });

  it.each(networks)("leaves %s as it is for its own number", (_, spec) => {
    expect(withClasses(spec, spec.classes)).toBe(spec);
  });

  it("draws every weight but the last layer's as before, and that one's from its own stream", () => {
    const spec = zoo.get("lenet-5") as ModelSpec;
    const before = initialWeights(spec, 7);
    const after = initialWeights(withClasses(spec, 5) as ModelSpec, 7);
    expect([...after.keys()]).toEqual([...before.keys()]);
    const earlier = (name: string) => !name.startsWith("dense3.");
    for (const name of [...after.keys()].filter(earlier)) expect(after.get(name)).toEqual(before.get(name));
    expect(after.get("dense3.kernel")?.shape).toEqual([84, 5]);
    expect(after.get("dense3.bias")?.shape).toEqual([5]);
    const kernel = after.get("dense3.kernel")?.data ?? new Float32Array();
    expect(new Set(kernel).size).toBeGreaterThan(kernel.length / 2);
  });

  it("goes through what keeps the channels, to the convolution that gives them", () => {
    const spec = networkOf(sequential(conv(10, [3, 3]), relu(), { kind: "global-average-pool2d" }));
    expect(parseModelSpec(withClasses(spec, 4)).layers[0]).toMatchObject({ kind: "conv2d", filters: 4 });
  });

  it("cannot where another layer decides the logits, or shares them", () => {
    const flattened = networkOf(sequential(averagePool(2), flatten()), 9);
    expect(withClasses(flattened, 4)).toBeNull();
    const [first, second] = sequential(flatten(), dense(10));
    if (first === undefined || second === undefined) throw new Error("two layers");
    const shared = networkOf([
      first,
      second,
      { kind: "relu", name: "one", inputs: [second.name] },
      { kind: "add", name: "sum", inputs: [second.name, "one"] },
    ]);
    expect(withClasses(shared, 4)).toBeNull();
  });
});

function networkOf(layers: ModelSpec["layers"], classes = 10): ModelSpec {
  const input = { height: 6, width: 6, channels: 1 };
  return { name: "made", title: "Made", origin: "a test", input, classes, layers, recipe: kerasRecipe({ epochs: 1 }) };
}
