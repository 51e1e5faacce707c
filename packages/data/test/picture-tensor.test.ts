import sharp from "sharp";
import { describe, expect, it } from "vitest";
import { adaptDataset, imagesToTensor, pictureTensor } from "../src/index.ts";

const options = { mostPixels: 1_000_000, where: "picture" };
const values = (count: number) => Uint8Array.from({ length: count }, (_, at) => (at * 67 + 13) % 256);
const png = (width: number, height: number, channels: 1 | 3) =>
  sharp(values(width * height * channels), { raw: { width, height, channels } })
    .png()
    .toBuffer();

describe("a picture in memory as a network's input", () => {
  it.each([1, 3] as const)("keeps its values where it has the size and %i channels", async (channels) => {
    const input = { height: 5, width: 7, channels };
    const { shape, data } = await pictureTensor(await png(7, 5, channels), input, options);
    expect(shape).toEqual([1, 5, 7, channels]);
    expect(data).toEqual(Float32Array.from(values(35 * channels), (value) => value / 255));
  });

  it("is what a dataset's image becomes for the same network", async () => {
    const part = { count: 1, pixels: values(35 * 3), labels: Int32Array.of(0) };
    const classNames = ["a", "b"];
    const dataset = {
      name: "x",
      height: 5,
      width: 7,
      channels: 3,
      classNames,
      train: part,
      test: part,
      adaptation: null,
    };
    const input = { height: 5, width: 7, channels: 1 };
    const adapted = adaptDataset(dataset, { ...input, classes: 2 });
    const expected = imagesToTensor(adapted.test, adapted, [0]);
    expect(await pictureTensor(await png(7, 5, 3), input, options)).toEqual(expected);
  });

  it("is scaled to cover another size", async () => {
    const { shape } = await pictureTensor(await png(20, 10, 3), { height: 4, width: 4, channels: 3 }, options);
    expect(shape).toEqual([1, 4, 4, 3]);
  });

  it("is refused with too many pixels, and where it is no image", async () => {
    const input = { height: 4, width: 4, channels: 1 };
    await expect(pictureTensor(await png(20, 10, 3), input, { ...options, mostPixels: 199 })).rejects.toThrow(
      /picture: unreadable image; got .*pixel limit/,
    );
    await expect(pictureTensor(Uint8Array.of(1, 2, 3), input, options)).rejects.toThrow(/neither PNG nor JPEG/);
  });
});
