import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { assess, opennessView, parseFacts } from "@evenkeel/openness";
import type { Target } from "../target.ts";

const folder = resolve(import.meta.dirname, "../../../../benchmarks/models");

/** Facts of a model as YAML, up to the words of its assessment. */
export const modelFacts: Target = {
  name: "model-facts",
  seeds: async () =>
    Promise.all(["keras-mnist-cnn", "twin-oip-v2"].map((name) => readFile(resolve(folder, `${name}.yaml`)))),
  take: async (input) => {
    opennessView(assess(parseFacts(Buffer.from(input).toString("utf8"), "facts.yaml"), []));
  },
};
