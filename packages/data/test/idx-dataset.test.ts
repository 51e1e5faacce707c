import { describe, expect, it } from "vitest";
import { encodeIdx } from "../src/idx.ts";
import { idxImages } from "../src/idx-dataset.ts";

const file = (where: string, shape: number[], values: Uint8Array | Int32Array) => ({
  where,
  bytes: encodeIdx({ shape, values }),
});
const images = file("images", [2, 1, 3], Uint8Array.of(1, 2, 3, 4, 5, 6));
const labels = file("labels", [2], Uint8Array.of(0, 1));
const expected = { count: 2, height: 1, width: 3, channels: 1, classCount: 2 };

describe("idxImages", () => {
  it("joins images and labels", () => {
    const { count, pixels, labels: classes } = idxImages(images, labels, expected);
    expect([count, [...pixels], [...classes]]).toEqual([2, [1, 2, 3, 4, 5, 6], [0, 1]]);
  });

  it("takes a fourth size for channels", () => {
    const colour = file("images", [2, 1, 1, 3], Uint8Array.of(1, 2, 3, 4, 5, 6));
    expect(idxImages(colour, labels, { ...expected, width: 1, channels: 3 }).count).toBe(2);
  });

  it.each([
    [
      "fewer images",
      { ...expected, count: 3 },
      images,
      labels,
      /images: wrong sizes; expected \[3, 1, 3\]; got \[2, 1, 3\]/,
    ],
    ["another size", { ...expected, height: 3, width: 1 }, images, labels, /wrong sizes/],
    ["more labels", expected, images, file("labels", [3], Uint8Array.of(0, 1, 1)), /labels: wrong sizes/],
    [
      "a label that is no class",
      expected,
      images,
      file("labels", [2], Uint8Array.of(0, 2)),
      /image 1 is no class.*0–1.*got 2/,
    ],
    ["a negative label", expected, images, file("labels", [2], Int32Array.of(-1, 0)), /image 0 is no class/],
    ["pixels that are no bytes", expected, file("images", [2, 1, 3], new Int32Array(6)), labels, /wrong element type/],
  ] as const)("refuses %s", (_, sizes, pixels, classes, message) => {
    expect(() => idxImages(pixels, classes, sizes)).toThrow(message);
  });
});
