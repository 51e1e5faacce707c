import { expect, it } from "vitest";
import { selectImages } from "../src/select-images.ts";

const images = { count: 3, pixels: Uint8Array.of(1, 2, 3, 4, 5, 6), labels: Int32Array.of(7, 8, 9) };

it("takes images in the order of the indices, also twice", () => {
  const chosen = selectImages(images, [2, 0, 2]);
  expect(chosen).toEqual({ count: 3, pixels: Uint8Array.of(5, 6, 1, 2, 5, 6), labels: Int32Array.of(9, 7, 9) });
  expect(selectImages(images, [])).toEqual({ count: 0, pixels: new Uint8Array(), labels: new Int32Array() });
});

it("refuses an index that is no image", () => {
  for (const index of [-1, 3, 0.5, Number.NaN]) expect(() => selectImages(images, [index])).toThrow(RangeError);
});
