import { specModels } from "@evenkeel/core";
import { madeUpRun } from "@evenkeel/analysis/fixture";
import { describe, expect, it } from "vitest";
import { fittingText } from "../src/index.ts";
import { html } from "../src/exporters/html.ts";

const { run, ...data } = madeUpRun({ backends: ["onnx-cpu"], models: ["lenet-5"], tasks: ["train"] });
const [model] = specModels(run.models);
const [workload] = run.workloads;
if (model === undefined || workload === undefined) throw new Error("no model");
const fitted = { ...model, spec: { ...model.spec, classes: 5 }, classesAsWritten: 10 };
const own = {
  ...workload.dataset,
  name: "idx:digits",
  adaptation: "28×28 grey padded to 32×32",
  contentVerified: false,
};

describe("how network and dataset were fitted to each other", () => {
  it("is said of a changed last layer, of changed images and of content that nobody vouches for", () => {
    expect(fittingText({ model: "lenet-5", dataset: own }, fitted)).toBe(
      "lenet-5 has its last layer made for 5 classes (10 as the network is written); " +
        "images of idx:digits: content not verified, 28×28 grey padded to 32×32",
    );
  });

  it("is not said where nothing was fitted", () => {
    const dataset = { ...own, adaptation: null, contentVerified: true };
    expect(fittingText({ model: "lenet-5", dataset }, model)).toBeNull();
  });

  it("stands on the page", () => {
    const changed = { ...run, models: [fitted], workloads: [{ ...workload, dataset: own }] };
    const page = html({ ...data, run: changed });
    expect(page).toContain("last layer made for 5 classes (10 as the network is written)");
    expect(page).toContain("content not verified");
    expect(html({ ...data, run })).not.toContain("last layer made for");
  });
});
