import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stridesInside, windowGeometry } from "../src/index.ts";

describe("windowGeometry", () => {
  it("gives TensorFlow's sizes and padding for the documented cases", () => {
    const base = { height: 13, width: 13, kernel: [6, 6], strides: [5, 5], dilation: [1, 1] } as const;
    expect(windowGeometry({ ...base, padding: "valid" })).toMatchObject({ outWidth: 2, padLeft: 0, padRight: 0 });
    expect(windowGeometry({ ...base, padding: "same" })).toMatchObject({ outWidth: 3, padLeft: 1, padRight: 2 });
  });

  it("counts exactly the windows that fit into the padded image", () => {
    const size = fc.integer({ min: 1, max: 40 });
    const small = fc.integer({ min: 1, max: 5 });
    fc.assert(
      fc.property(
        size,
        small,
        small,
        small,
        fc.constantFrom("valid", "same"),
        (height, kernel, stride, dilation, padding) => {
          const geometry = windowGeometry({
            height,
            width: height,
            kernel: [kernel, kernel],
            strides: [stride, stride],
            dilation: [dilation, dilation],
            padding,
          });
          const padded = height + geometry.padTop + geometry.padBottom;
          const reach = (kernel - 1) * dilation + 1;
          let fitting = 0;
          for (let top = 0; top + reach <= padded; top += stride) fitting += 1;
          expect(Math.max(0, geometry.outHeight)).toBe(fitting);
          expect(geometry.padBottom - geometry.padTop).toBeOneOf([0, 1]);
        },
      ),
    );
  });
});

describe("stridesInside", () => {
  it("gives the same window, whatever the image, kernel and stride", () => {
    const sizes = [1, 2, 3, 5, 8];
    for (const height of sizes) {
      for (const stride of [1, 2, 4, 9]) {
        for (const padding of ["valid", "same"] as const) {
          for (const size of sizes.filter((kernel) => padding === "same" || kernel <= height)) {
            const window = { height, width: 4, kernel: [size, 2], padding, dilation: [1, 1] } as const;
            const inside = stridesInside([stride, 3], [height, 4]);
            expect(inside[0]).toBeLessThanOrEqual(height);
            const expected = windowGeometry({ ...window, strides: [stride, 3] });
            expect(windowGeometry({ ...window, strides: inside })).toEqual(expected);
          }
        }
      }
    }
  });
});
