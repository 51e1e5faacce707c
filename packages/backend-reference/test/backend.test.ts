import { BackendError, DataError, hostTensor } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { createReferenceBackend, formulas, referenceBackend, referenceGradients } from "../src/index.ts";
import { network, recipe, someBatch, someWeights } from "./fixtures.ts";

const spec = network(2, 2, 1, [
  { kind: "flatten", name: "flat", inputs: ["input"] },
  { kind: "dropout", name: "drop", inputs: ["flat"], rate: 0.5 },
  { kind: "dense", name: "logits", inputs: ["drop"], units: 2, bias: true },
]);
const weights = someWeights(spec);
const options = { threads: null };

async function trainable(backend = referenceBackend) {
  const model = await backend.loadTrainable?.({ kind: "spec", spec, weights }, options, recipe);
  if (model === undefined) throw new Error("the oracle trains");
  return model;
}

describe("referenceBackend", () => {
  it("says what it is", async () => {
    expect(await referenceBackend.probe()).toMatchObject({
      state: "available",
      runtime: { library: "@evenkeel/backend-reference", provider: "float64", threads: 1 },
    });
  });

  it("steps by its gradients, and predicts with the new weights", async () => {
    const model = await trainable();
    const batch = someBatch(spec, 3);
    const expected = referenceGradients(spec, weights, batch, "cross-entropy");
    const before = await model.predict(batch.images);
    const { value: losses } = await model.train([batch]);
    expect([...losses]).toEqual([expected.loss]);
    const after = await model.exportWeights();
    for (const [name, gradient] of expected.gradients) {
      const start = weights.get(name)?.data ?? [];
      expect(after.get(name)?.data).toEqual(Float32Array.from(start, (value, i) => value - (gradient[i] ?? 0)));
    }
    expect((await model.predict(batch.images)).value).not.toEqual(before.value);
  });

  it("exports what it was given, in canonical order, and keeps no hold of it", async () => {
    const reversed = new Map([...weights].toReversed());
    const model = await referenceBackend.loadTrainable?.({ kind: "spec", spec, weights: reversed }, options, recipe);
    expect([...((await model?.exportWeights()) ?? [])]).toEqual([...weights]);
    await model?.train([someBatch(spec, 2)]);
    expect(reversed).toEqual(new Map([...someWeights(spec)].toReversed()));
  });

  it("refuses weights and images that do not fit, and a batch without its mask", async () => {
    const wrong = { kind: "spec", spec, weights: new Map() } as const;
    await expect(referenceBackend.load(wrong, options)).rejects.toThrow(DataError);
    const model = await trainable();
    await expect(model.predict(hostTensor([1, 2, 3, 1]))).rejects.toThrow("expected [N, 2, 2, 1]; got [1, 2, 3, 1]");
    const batch = { ...someBatch(spec, 2), dropoutMasks: new Map() };
    await expect(model.train([batch])).rejects.toThrow('layer "drop": the batch has no dropout mask');
  });

  it("may be disposed of twice, and then does nothing more", async () => {
    const model = await trainable();
    await model.dispose();
    await model.dispose();
    await expect(model.exportWeights()).rejects.toThrow(BackendError);
  });

  it("computes by the formulas it is given", async () => {
    const still = createReferenceBackend({ ...formulas, update: () => {} });
    const model = await trainable(still);
    await model.train([someBatch(spec, 2)]);
    expect(await model.exportWeights()).toEqual(weights);
  });
});
