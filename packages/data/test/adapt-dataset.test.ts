import { DataError, type Dataset } from "@evenkeel/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { adaptDataset } from "../src/adapt-dataset.ts";
import { smallDataset } from "./small-dataset.ts";

/** Row-major pixels of one image of a training set. */
function image({ train, height, width, channels }: Dataset, index: number): number[] {
  const size = height * width * channels;
  return [...train.pixels.subarray(index * size, (index + 1) * size)];
}

/** A dataset of one training image a row, one class each. */
function images(rows: readonly number[][], size: Pick<Dataset, "height" | "width" | "channels">): Dataset {
  const labels = Int32Array.from(rows.keys());
  const part = { count: rows.length, pixels: Uint8Array.from(rows.flat()), labels };
  return { ...smallDataset(), ...size, train: part, test: part };
}

describe("adaptDataset", () => {
  it("gives back a dataset that fits", () => {
    const dataset = smallDataset();
    expect(adaptDataset(dataset, { height: 3, width: 4, channels: 1, classes: 3 })).toBe(dataset);
  });

  it("pads around the centre with black, the odd pixel at the end", () => {
    const dataset = images([[1, 2, 3, 4]], { height: 2, width: 2, channels: 1 });
    const adapted = adaptDataset(dataset, { height: 3, width: 4, channels: 1, classes: 3 });
    expect(image(adapted, 0)).toEqual([0, 1, 2, 0, 0, 3, 4, 0, 0, 0, 0, 0]);
    expect(adapted.adaptation).toBe("2×2 grey padded to 3×4");
  });

  it("crops around the centre", () => {
    const dataset = images([[1, 2, 3, 4, 5, 6, 7, 8, 9]], { height: 3, width: 3, channels: 1 });
    const adapted = adaptDataset(dataset, { height: 1, width: 2, channels: 1, classes: 3 });
    expect(image(adapted, 0)).toEqual([4, 5]);
    expect(adapted.adaptation).toBe("3×3 grey cropped to 1×2");
  });

  it("repeats grey and says all it did in one phrase", () => {
    const dataset = images([[10], [20], [30]], { height: 1, width: 1, channels: 1 });
    const adapted = adaptDataset(dataset, { height: 1, width: 2, channels: 3, classes: 2 });
    expect(image(adapted, 1)).toEqual([20, 20, 20, 0, 0, 0]);
    expect(adapted.adaptation).toBe("1×1 grey padded to 1×2, repeated to 3 channels, first 2 of 3 classes kept");
    expect(adapted.classNames).toEqual(["a", "b"]);
    expect([...adapted.train.labels]).toEqual([0, 1]);
  });

  it("turns colour to BT.601 luma", () => {
    const row = [
      [255, 0, 0],
      [0, 255, 0],
      [0, 0, 255],
      [255, 255, 255],
      [0, 0, 0],
    ].flat();
    const dataset = images([row], { height: 1, width: 5, channels: 3 });
    const adapted = adaptDataset(dataset, { height: 1, width: 5, channels: 1, classes: 3 });
    expect(image(adapted, 0)).toEqual([76, 150, 29, 255, 0]);
  });

  it("keeps the first classes alone and says so", () => {
    const dataset = smallDataset();
    const adapted = adaptDataset(dataset, { height: 3, width: 4, channels: 1, classes: 1 });
    expect(adapted.train.count).toBe(3);
    expect(image(adapted, 1)).toEqual(image(dataset, 3));
    expect(adapted.adaptation).toBe("first 1 of 3 classes kept");
  });

  it("adds to what was done before", () => {
    const once = adaptDataset(smallDataset(), { height: 5, width: 5, channels: 1, classes: 3 });
    const twice = adaptDataset(once, { height: 5, width: 5, channels: 3, classes: 3 });
    expect(twice.adaptation).toBe("3×4 grey padded to 5×5, 5×5 grey repeated to 3 channels");
  });

  it("takes back by cropping what it added by padding", () => {
    const added = fc.integer({ min: 0, max: 5 });
    fc.assert(
      fc.property(added, added, fc.constantFrom(1, 3), (rows, columns, channels) => {
        const dataset = smallDataset({ channels });
        const { height, width } = dataset;
        const larger = adaptDataset(dataset, { height: height + rows, width: width + columns, channels, classes: 3 });
        const again = adaptDataset(larger, { height, width, channels, classes: 3 });
        expect(again.train).toEqual(dataset.train);
        expect(again.test).toEqual(dataset.test);
      }),
    );
  });

  it("refuses more classes than the data has, and channels that it cannot make", () => {
    const fit = { height: 3, width: 4, channels: 1, classes: 3 };
    expect(() => adaptDataset(smallDataset(), { ...fit, classes: 4 })).toThrow(DataError);
    expect(() => adaptDataset(smallDataset({ channels: 3 }), { ...fit, channels: 4 })).toThrow(
      /cannot be given 4 channels/,
    );
  });
});
