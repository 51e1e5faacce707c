import { median } from "@evenkeel/stats";
import { describe, expect, it } from "vitest";
import { multiply, referenceKernelMs, referenceKernelVersion } from "../../src/machine/reference-kernel.ts";

describe("the reference kernel, version 1", () => {
  it("multiplies two matrices of 256×256", () => {
    const side = 256;
    const made = (modulus: number) => Float32Array.from({ length: side ** 2 }, (_, at) => (at % modulus) - 2);
    const [left, right, product] = [made(7), made(5), new Float32Array(side ** 2).fill(9)];
    multiply(left, right, product);
    for (const [row, column] of [
      [0, 0],
      [31, 32],
      [100, 255],
      [255, 255],
    ] as const) {
      let expected = 0;
      for (let inner = 0; inner < side; inner += 1) {
        expected += (left[row * side + inner] as number) * (right[inner * side + column] as number);
      }
      expect(product[row * side + column]).toBe(expected);
    }
  });

  it("gives the median of nine repetitions, after three that do not count", () => {
    const times = [900, 800, 700, 31, 30, 34, 33, 32, 38, 37, 36, 35];
    let [nowMs, reading] = [0, 0];
    const clock = {
      nowMs: () => {
        // Two readings a repetition.
        if (reading % 2 === 1) nowMs += times[(reading - 1) / 2] ?? Number.NaN;
        reading += 1;
        return nowMs;
      },
    };
    expect(referenceKernelMs(clock)).toBe(median(times.slice(3)));
    expect(reading).toBe(2 * times.length);
    expect(referenceKernelVersion).toBe(1);
  });
});
