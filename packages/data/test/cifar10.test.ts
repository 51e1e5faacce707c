import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { decodeCifar10 } from "../src/cifar10.ts";

/** A record as the format's page describes it, from a rule for each channel's pixels. */
function record(label: number, pixel: (channel: number, row: number, column: number) => number): number[] {
  const bytes = [label];
  for (let channel = 0; channel < 3; channel += 1) {
    for (let row = 0; row < 32; row += 1) {
      for (let column = 0; column < 32; column += 1) bytes.push(pixel(channel, row, column) & 255);
    }
  }
  return bytes;
}

describe("decodeCifar10", () => {
  it("turns planes into pixels, file after file", () => {
    const rule = (image: number) => (channel: number, row: number, column: number) =>
      image * 101 + channel * 57 + row * 31 + column;
    const first = { where: "1", bytes: Uint8Array.from([...record(3, rule(0)), ...record(9, rule(1))]) };
    const second = { where: "2", bytes: Uint8Array.from(record(0, rule(2))) };
    const { count, pixels, labels } = decodeCifar10([first, second]);
    expect([count, [...labels]]).toEqual([3, [3, 9, 0]]);
    fc.assert(
      fc.property(fc.nat(2), fc.nat(31), fc.nat(31), fc.nat(2), (image, row, column, channel) => {
        const at = ((image * 32 + row) * 32 + column) * 3 + channel;
        expect(pixels[at]).toBe(rule(image)(channel, row, column) & 255);
      }),
    );
  });

  it("refuses a cut file, an empty file and a label above 9", () => {
    const whole = Uint8Array.from(record(1, () => 0));
    expect(() => decodeCifar10([{ where: "batch.bin", bytes: whole.subarray(0, 3072) }])).toThrow(
      /batch\.bin: not CIFAR-10's binary version; expected a multiple of 3073 bytes; got 3072/,
    );
    expect(() => decodeCifar10([{ where: "x", bytes: new Uint8Array() }])).toThrow(/got 0/);
    expect(() => decodeCifar10([{ where: "x", bytes: Uint8Array.from(record(10, () => 0)) }])).toThrow(
      /no class.*got 10/,
    );
  });
});
