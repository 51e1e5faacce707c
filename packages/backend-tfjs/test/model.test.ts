import { memory } from "@tensorflow/tfjs-core";
import { type Backend, type Batch, hostTensor, randomStream, type Weights } from "@evenkeel/core";
import { smallSpecs } from "@evenkeel/conformance";
import { dropoutMasks, initialWeights } from "@evenkeel/models";
import { describe, expect, it, vi } from "vitest";
import { tfjsCpu } from "../src/cpu.ts";
import { tfjsWasm } from "../src/wasm.ts";

// Holds batch normalisation and dropout, and layers that share their input.
const spec = smallSpecs.get("branching-network");
if (spec === undefined) throw new RangeError("conformance has lost its branching network");
const { height, width, channels } = spec.input;
const { classes } = spec;
const weights = initialWeights(spec, 1);
const source = { kind: "spec", spec, weights } as const;
const options = { threads: null };
const loadTrainable = async (backend: Backend) => {
  const model = await backend.loadTrainable?.(source, options, spec.recipe);
  if (model === undefined) throw new Error(`${backend.id} cannot train`);
  return model;
};

describe.each([tfjsCpu, tfjsWasm])("a model on $id", (backend) => {
  it("holds as many tensors after 100 steps as after one, and none after dispose", async () => {
    await backend.probe();
    const empty = memory().numTensors;
    const model = await loadTrainable(backend);
    await model.train([batch(0)]);
    const held = memory().numTensors;
    for (let step = 1; step < 100; step += 1) await model.train([batch(step)]);
    await model.predict(batch(0).images);
    expect(memory().numTensors).toBe(held);
    await model.dispose();
    await model.dispose();
    expect(memory().numTensors).toBe(empty);
  });

  it("repeats bit by bit", async () => {
    const runs: (readonly number[])[] = [];
    for (let run = 0; run < 2; run += 1) {
      const model = await loadTrainable(backend);
      runs.push([...(await model.train([batch(0), batch(1), batch(2)])).value]);
      await model.dispose();
    }
    expect(runs[1]).toEqual(runs[0]);
  });

  it("leaves what it was given alone and hands out copies", async () => {
    const model = await loadTrainable(backend);
    const before = snapshot(weights);
    const exported = await model.exportWeights();
    const kept = snapshot(exported);
    await model.train([batch(0)]);
    expect(snapshot(weights)).toEqual(before);
    expect(snapshot(exported)).toEqual(kept);
    expect(snapshot(await model.exportWeights())).not.toEqual(kept);
    await model.dispose();
  });

  it("refuses images of another shape, naming both", async () => {
    const model = await backend.load(source, options);
    await expect(model.predict(hostTensor([1, height, width, channels + 1]))).rejects.toThrow(
      `images do not fit ${spec.name}; expected [N, ${height}, ${width}, ${channels}]; got [1, ${height}, ${width}, ${channels + 1}]`,
    );
    await model.dispose();
  });

  it("writes nothing to the console", async () => {
    const written = ["log", "info", "warn", "error"].map((method) =>
      vi.spyOn(console, method as "log").mockImplementation(() => undefined),
    );
    const model = await loadTrainable(backend);
    await model.train([batch(0)]);
    await model.dispose();
    for (const spy of written) expect(spy).not.toHaveBeenCalled();
    vi.restoreAllMocks();
  });
});

describe("both backends in one process", () => {
  it("take turns without disturbing each other", async () => {
    const alone = await Promise.all([tfjsCpu, tfjsWasm].map(predictAlone));
    const models = await Promise.all([tfjsCpu.load(source, options), tfjsWasm.load(source, options)]);
    const mixed = await Promise.all([...models, ...models].map((model) => model.predict(batch(0).images)));
    expect(mixed.map(({ value }) => [...value.data])).toEqual([...alone, ...alone]);
    await Promise.all(models.map((model) => model.dispose()));
  });

  it("leave the process' error handling to the program", async () => {
    await tfjsWasm.probe();
    const ours = process
      .rawListeners("uncaughtException")
      .filter((listener) => String(listener).includes("ExitStatus"));
    expect(ours).toEqual([]);
  });
});

async function predictAlone(backend: Backend): Promise<number[]> {
  const model = await backend.load(source, options);
  const { value } = await model.predict(batch(0).images);
  await model.dispose();
  return [...value.data];
}

function batch(step: number): Batch {
  const count = 4;
  const random = randomStream(1, `batch-${step}`);
  const pixels = Float32Array.from({ length: count * height * width * channels }, () => random.uniform());
  const labels = Int32Array.from({ length: count }, () => random.below(classes));
  const masks = dropoutMasks(source.spec, { seed: 1, step, batch: count });
  return { images: hostTensor([count, height, width, channels], pixels), labels, dropoutMasks: masks };
}

function snapshot(tensors: Weights): readonly (readonly [string, readonly number[]])[] {
  return [...tensors].map(([name, { data }]) => [name, [...data]]);
}
