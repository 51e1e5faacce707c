import type { Layer, ModelSpec } from "@evenkeel/core";
import { findModel } from "@evenkeel/models";
import { describe, expect, it } from "vitest";
import { planStages } from "../../src/training/stages.ts";

const base = findModel("keras-mnist-cnn-small");
const layers = new Map(base.layers.map((layer) => [layer.kind, layer]));

/** The zoo's layers of the given kinds, in a row; `skip` names a layer that the last one reads as well. */
function specOf(kinds: readonly Layer["kind"][], skip?: number): ModelSpec {
  const placed = kinds.map((kind, at): Layer => {
    const layer = kind === "add" ? { kind, name: "", inputs: ["", ""] } : layers.get(kind);
    if (layer === undefined) throw new RangeError(`no ${kind} in ${base.name}`);
    const inputs = [at === 0 ? "input" : `l${at - 1}`, ...(kind === "add" ? [`l${skip ?? 0}`] : [])];
    return { ...layer, name: `l${at}`, inputs } as unknown as Layer;
  });
  return { ...base, layers: placed };
}

const plan = (kinds: readonly Layer["kind"][], skip?: number, poolingFirst = true) =>
  planStages(specOf(kinds, skip), { poolingFirst }).map(({ kind, name }) => `${kind} ${name}`);

describe("planStages", () => {
  it("takes convolution, relu and max-pooling together under the pooling's name", () => {
    expect(plan(["conv2d", "relu", "max-pool2d", "flatten", "dense"])).toEqual([
      "conv-pool l2",
      "flatten l3",
      "dense l4",
    ]);
    expect(plan(["conv2d", "max-pool2d", "relu"])).toEqual(["conv-pool l1", "relu l2"]);
  });

  it("keeps layers apart where something else reads what lies between them", () => {
    expect(plan(["conv2d", "relu", "max-pool2d", "add"], 1)).toEqual([
      "conv2d l0",
      "relu l1",
      "max-pool2d l2",
      "add l3",
    ]);
    expect(plan(["conv2d", "relu", "max-pool2d", "add"], 0)).toEqual([
      "conv2d l0",
      "relu l1",
      "max-pool2d l2",
      "add l3",
    ]);
  });

  it("keeps all layers apart where pooling is not to come first", () => {
    expect(plan(["conv2d", "relu", "max-pool2d", "flatten", "dense"], undefined, false)).toHaveLength(5);
  });

  it("takes a convolution together with the batch normalisation that takes its bias out again", () => {
    const stages = planStages(findModel("resnet-8"), { poolingFirst: true });
    expect(stages.map(({ kind, name }) => `${kind} ${name}`).slice(0, 3)).toEqual([
      "conv-norm stem-conv-norm",
      "relu stem",
      "conv-norm stage1-conv1-norm",
    ]);
    const spec = findModel("resnet-8");
    const biasless = spec.layers.map((layer) => (layer.kind === "conv2d" ? { ...layer, bias: false } : layer));
    const kinds = planStages({ ...spec, layers: biasless }, { poolingFirst: true }).map(({ kind }) => kind);
    expect(kinds).not.toContain("conv-norm");
  });

  it("keeps layers apart in any other order", () => {
    expect(plan(["relu", "max-pool2d", "conv2d", "relu"])).toEqual([
      "relu l0",
      "max-pool2d l1",
      "conv2d l2",
      "relu l3",
    ]);
    expect(plan(["conv2d", "relu", "relu", "max-pool2d"])).toHaveLength(4);
  });
});
