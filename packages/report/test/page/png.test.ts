import { inflateSync } from "node:zlib";
import { expect, test } from "vitest";
import { pngAddress } from "../../src/page/png.ts";

const bytes = Uint8Array.from({ length: 18 }, (_, index) => 10 * index);

test.each([
  [1, 0, { height: 3, width: 6 }],
  [3, 2, { height: 2, width: 3 }],
] as const)("a picture of %i channels holds its pixels, uncompressed", (channels, colourType, { height, width }) => {
  const address = pngAddress({ height, width, channels, bytes });
  expect(address).toMatch(/^data:image\/png;base64,iVBORw0KGgo/);
  const png = Buffer.from(address.slice(address.indexOf(",") + 1), "base64");
  expect([png.readUInt32BE(16), png.readUInt32BE(20), png[25]]).toEqual([width, height, colourType]);
  const length = png.readUInt32BE(33);
  const rows = inflateSync(png.subarray(41, 41 + length));
  const rowBytes = 1 + width * channels;
  const pixels = Array.from({ length: height }, (_, row) => [
    ...rows.subarray(row * rowBytes + 1, (row + 1) * rowBytes),
  ]);
  expect(pixels.flat()).toEqual([...bytes]);
  expect(png.subarray(-12).toString("latin1")).toContain("IEND");
});
