import { elementCount, type ModelSpec } from "@evenkeel/core";
import { inferShapes, initialWeights, zoo } from "@evenkeel/models";
import { describe, expect, it } from "vitest";
import { partEndingAt, weightsOfPart } from "../../src/cause/part.ts";
import { network } from "../fixtures/network.ts";

describe("the part of a network up to a layer", () => {
  it.each([...zoo.values(), network].map((spec) => [spec.name, spec] as const))(
    "gives all that the layer gives, as logits: %s",
    (_, spec) => {
      for (const { name } of spec.layers) {
        const part = partEndingAt(spec, name);
        if (part === null) throw new Error(`no part to ${name}`);
        const count = elementCount(inferShapes(spec).get(name) ?? []);
        expect(part.classes).toBe(count);
        expect(inferShapes(part).get(part.layers.at(-1)?.name ?? "")).toEqual([count]);
        expect(() => weightsOfPart(part, initialWeights(spec, 1))).not.toThrow();
      }
    },
  );

  it("leaves out what the layer does not need", () => {
    const aside = { kind: "relu", name: "aside", inputs: ["conv1"] } as const;
    const branched: ModelSpec = {
      ...network,
      layers: [...network.layers.slice(0, 2), aside, ...network.layers.slice(2)],
    };
    const names = partEndingAt(branched, "pool")?.layers.map(({ name }) => name);
    expect(names).toEqual(["conv1", "relu1", "pool", "flattened-part"]);
  });

  it("is none where the layer gives one number", () => {
    const one = { kind: "dense", name: "one", inputs: ["logits"], units: 1, bias: true } as const;
    expect(partEndingAt({ ...network, layers: [...network.layers, one] }, "one")).toBeNull();
  });
});
