import { hostTensor, randomStream, type HostTensor, type RandomStream } from "@evenkeel/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { augment } from "../src/augment.ts";

/** Gives the wanted numbers: flip, shift across, shift down, turn, scale, an image after the other. */
function drawing(...numbers: number[]): RandomStream {
  let next = 0;
  const uniform = () => numbers[next++ % numbers.length] ?? 0;
  return { uniform, below: (bound) => Math.floor(uniform() * bound) };
}
const middle = 0.5;
const flipped = 0;

/** 3 × 3, one channel: 1 2 3 / 4 5 6 / 7 8 9. */
const nine = hostTensor([1, 3, 3, 1], Float32Array.from([1, 2, 3, 4, 5, 6, 7, 8, 9]));

const images = fc
  .record({
    count: fc.integer({ min: 1, max: 3 }),
    height: fc.integer({ min: 1, max: 7 }),
    width: fc.integer({ min: 1, max: 7 }),
  })
  .chain(({ count, height, width }) => {
    const size = count * height * width * 2;
    return fc
      .float32Array({ minLength: size, maxLength: size, min: 0, max: 1, noNaN: true })
      .map((data): HostTensor => hostTensor([count, height, width, 2], data));
  });
const anything = { flip: true, shiftPixels: 2, rotationDegrees: 30, scaling: 0.2 };

describe("augment", () => {
  it("does nothing when nothing is asked, and never touches its input", () => {
    fc.assert(
      fc.property(images, fc.nat(), (tensor, seed) => {
        const before = tensor.data.slice();
        expect(augment(tensor, {}, randomStream(seed, "augment")).data).toEqual(before);
        augment(tensor, anything, randomStream(seed, "augment"));
        expect(tensor.data).toEqual(before);
      }),
    );
  });

  it("mirrors left to right, and twice is once nothing", () => {
    const once = augment(nine, { flip: true }, drawing(flipped));
    expect([...once.data]).toEqual([3, 2, 1, 6, 5, 4, 9, 8, 7]);
    expect([...augment(once, { flip: true }, drawing(flipped)).data]).toEqual([...nine.data]);
    expect([...augment(nine, { flip: true }, drawing(middle)).data]).toEqual([...nine.data]);
  });

  it("moves whole pixels, black coming in, exactly", () => {
    const largest = 0.999;
    expect([...augment(nine, { shiftPixels: 1 }, drawing(middle, largest, middle, middle, middle)).data]).toEqual([
      0, 1, 2, 0, 4, 5, 0, 7, 8,
    ]);
    expect([...augment(nine, { shiftPixels: 1 }, drawing(middle, middle, 0, middle, middle)).data]).toEqual([
      4, 5, 6, 7, 8, 9, 0, 0, 0,
    ]);
    expect([...augment(nine, { shiftPixels: 2 }, drawing(middle, largest, largest, middle, middle)).data]).toEqual([
      0, 0, 0, 0, 0, 0, 0, 0, 1,
    ]);
  });

  it("turns about the centre: a quarter turn takes rows to columns", () => {
    const turned = augment(nine, { rotationDegrees: 90 }, drawing(middle, middle, middle, 1, middle));
    for (const [index, value] of [7, 4, 1, 8, 5, 2, 9, 6, 3].entries())
      expect(turned.data[index]).toBeCloseTo(value, 5);
  });

  it("scales about the centre, bilinear between pixels", () => {
    // A factor of 2 (twice 1 ± 0.5 is 1.5; the stream's 1 gives the largest): source steps of 1/1.5.
    const scaled = augment(nine, { scaling: 0.5 }, drawing(middle, middle, middle, middle, 1));
    const step = 1 / 1.5;
    for (const [index, value] of scaled.data.entries()) {
      const [row, column] = [Math.floor(index / 3) - 1, (index % 3) - 1];
      expect(value).toBeCloseTo(5 + column * step + 3 * row * step, 5);
    }
  });

  it("is the same for the same seed and another for another", () => {
    const tensor = hostTensor(
      [8, 5, 5, 1],
      Float32Array.from({ length: 200 }, (_, index) => index / 200),
    );
    const made = (seed: number) => augment(tensor, anything, randomStream(seed, "augment")).data;
    expect(made(1)).toEqual(made(1));
    expect(made(1)).not.toEqual(made(2));
    expect(made(1).subarray(0, 25)).not.toEqual(made(1).subarray(25, 50));
  });

  it("draws alike whatever is asked: a part switched on leaves the others as they were", () => {
    const stream = randomStream(3, "augment");
    augment(nine, anything, stream);
    const other = randomStream(3, "augment");
    augment(nine, {}, other);
    expect(stream.uniform()).toBe(other.uniform());
  });

  it("stays within the range of the pixels and black", () => {
    fc.assert(
      fc.property(images, fc.nat(), (tensor, seed) => {
        const largest = Math.max(...tensor.data);
        for (const value of augment(tensor, anything, randomStream(seed, "augment")).data) {
          expect(value).toBeGreaterThanOrEqual(0);
          expect(value).toBeLessThanOrEqual(largest + 1e-6);
        }
      }),
    );
  });

  it("refuses what is no batch of images", () => {
    expect(() => augment(hostTensor([2, 2]), {}, drawing(0))).toThrow(/expected images \[N, H, W, C\], got \[2, 2\]/);
  });
});
