import { describe, expect, it } from "vitest";
import { trainingBatch } from "../src/tasks/batches.ts";
import { tinyDataset, tinyModel } from "./fixtures/experiment.ts";

const augmentation = { flip: true, shiftPixels: 2, rotationDegrees: 30, scaling: 0.2 };
const images = Int32Array.from([1, 2, 4, 5]);

function batch(seed: number, step: number, augmented = true) {
  return trainingBatch(tinyDataset, tinyModel, images, { seed, step, augmentation: augmented ? augmentation : null });
}

describe("an augmented batch", () => {
  it("depends on seed and step alone, in whatever order batches are made", () => {
    const [first, second] = [batch(7, 0), batch(7, 1)];
    expect(batch(7, 1)).toEqual(second);
    expect(batch(7, 0)).toEqual(first);
    expect(second.images.data).not.toEqual(first.images.data);
    expect(batch(8, 0).images.data).not.toEqual(first.images.data);
  });

  it("keeps shape and labels of the plain one", () => {
    const plain = batch(7, 0, false);
    const { images: changed, labels } = batch(7, 0);
    expect(changed.shape).toEqual(plain.images.shape);
    expect(changed.data).not.toEqual(plain.images.data);
    expect(labels).toEqual(plain.labels);
  });
});
