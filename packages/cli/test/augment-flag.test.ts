import { EvenkeelError } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { parseAugmentation } from "../src/augment-flag.ts";

describe("parseAugmentation", () => {
  it.each([
    ["flip", { flip: true }],
    ["shift=2", { shiftPixels: 2 }],
    ["scale=0.1,rotate=10", { scaling: 0.1, rotationDegrees: 10 }],
    ["flip,shift=2,rotate=10,scale=0.1", { flip: true, shiftPixels: 2, rotationDegrees: 10, scaling: 0.1 }],
  ])("reads %s", (text, augmentation) => {
    expect(parseAugmentation(text)).toEqual(augmentation);
  });

  it.each([
    "",
    "flip,",
    "flop",
    "flip=1",
    "shift",
    "shift=",
    "shift=1.5",
    "shift=-1",
    "rotate=181",
    "scale=1",
    "scale=x",
  ])("refuses %j in one line that says what may be asked", (text) => {
    const refused = () => parseAugmentation(text);
    expect(refused).toThrow(EvenkeelError);
    expect(refused).toThrow(`--augment: no augmentation; expected flip, shift=<whole pixels>`);
    expect(refused).toThrow(`got "${text}"`);
  });
});
