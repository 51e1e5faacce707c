import type { Batch, ModelSpec, TrainableModel } from "@evenkeel/core";
import { hostTensor } from "@evenkeel/core";
import { findModel, initialWeights } from "@evenkeel/models";
import { describe, expect, it } from "vitest";
import { onnxCpu } from "../src/cpu.ts";
import { onnxWasm } from "../src/wasm.ts";

const spec: ModelSpec = {
  name: "small",
  title: "small",
  origin: "this test",
  input: { height: 8, width: 8, channels: 1 },
  classes: 10,
  layers: [
    {
      kind: "conv2d",
      name: "conv",
      inputs: ["input"],
      filters: 8,
      kernel: [3, 3],
      strides: [1, 1],
      dilation: [1, 1],
      padding: "same",
      bias: true,
    },
    { kind: "flatten", name: "flat", inputs: ["conv"] },
    { kind: "dense", name: "dense", inputs: ["flat"], units: 10, bias: true },
  ],
  recipe: findModel("keras-mnist-cnn").recipe,
};

/** Sizes take turns, so that the graph runs with a last, smaller batch as well. */
const batches = [4, 4, 1].map((size): Batch => {
  const images = hostTensor([size, 8, 8, 1]);
  images.data.fill(0.5);
  return { images, labels: new Int32Array(size), dropoutMasks: new Map() };
});

async function trainFor(model: TrainableModel, steps: number): Promise<void> {
  for (let done = 0; done < steps; done += batches.length) await model.train(batches);
}

/** The weights and two moments of a step are 63 kB: kept once a step, 9,000 steps of them would be over 500 MiB. */
const mostGrowthBytes = 200 * 2 ** 20;

describe.each([onnxCpu, onnxWasm])("10,000 steps on $id", (backend) => {
  it("hold no more memory than the first 1,000", async () => {
    const source = { kind: "spec", spec, weights: initialWeights(spec, 1) } as const;
    const model = await backend.loadTrainable?.(source, { threads: 1 }, spec.recipe);
    if (model === undefined) throw new Error("it does not train");
    await trainFor(model, 1000);
    const early = { rss: process.memoryUsage.rss(), ...(await model.memory()) };
    await trainFor(model, 9000);
    const late = { rss: process.memoryUsage.rss(), ...(await model.memory()) };
    await model.dispose();
    expect(late.wasmBytes).toBe(early.wasmBytes);
    expect(late.rss - early.rss).toBeLessThan(mostGrowthBytes);
  });
});
