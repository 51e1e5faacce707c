import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import { datasets } from "@evenkeel/data";
import { describe, expect, it } from "vitest";
import { assess, factsFiles, readFacts } from "../src/index.ts";

const root = resolve(import.meta.dirname, "../../..");
const files = await factsFiles(join(root, "benchmarks/models"));
const all = await Promise.all([...files].map(async ([name, file]) => ({ name, facts: await readFacts(file) })));

describe("benchmarks/models", () => {
  it.each(all)("$name.yaml is called as its model", ({ name, facts }) => {
    expect(facts.model).toBe(name);
  });

  it("declares class II of every network of the zoo, and no class of a twin", () => {
    const classesOf = (access: string) =>
      Object.fromEntries(
        all
          .filter(({ facts }) => facts.access === access)
          .map(({ name, facts }) => [name, assess(facts, []).declared.class]),
      );
    expect(classesOf("zoo")).toEqual({
      "keras-cifar10-cnn": 2,
      "keras-mlp": 2,
      "keras-mnist-cnn": 2,
      "keras-mnist-cnn-small": 2,
      "lenet-5": 2,
      "resnet-8": 2,
      "torch-catsdogs-cnn": 2,
      "torch-mlp": 2,
      "torch-mlp-single-softmax": 2,
    });
    expect(classesOf("endpoint")).toEqual({ "twin-oip-v2": null, "twin-openai-vision": null });
  });

  it("names files of this repository that are there, and datasets of its list", () => {
    for (const { name, facts } of all.filter(({ facts: { access } }) => access === "zoo")) {
      const places = Object.values(facts.components).flatMap((one) => (one.presence === "declared" ? one.where : []));
      const paths = places.flatMap((place) => (place.kind === "file" ? [place.path] : []));
      const texts = (facts.licences ?? []).map(({ path }) => path);
      expect(
        [...paths, ...texts].filter((path) => !existsSync(join(root, path))),
        name,
      ).toEqual([]);
      const named = places.flatMap((place) => (place.kind === "dataset" ? [place.name] : []));
      expect(
        named.filter((dataset) => !datasets.has(dataset)),
        name,
      ).toEqual([]);
    }
  });

  it("pins every file of a package by its hash", () => {
    for (const { name, facts } of all.filter(({ facts: { access } }) => access === "package")) {
      expect(facts.package, name).toBeDefined();
      const places = Object.values(facts.components).flatMap((one) => (one.presence === "declared" ? one.where : []));
      expect(
        places.filter((place) => place.kind === "file" && place.sha256 === undefined),
        name,
      ).toEqual([]);
    }
  });
});
