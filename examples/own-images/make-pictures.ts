/**
 * Draws the pictures of this example, 60 of each class, the same each time: `pictures/<class>/<number>.png`.
 *
 *   node examples/own-images/make-pictures.ts
 */
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { crc32, deflateSync } from "node:zlib";

const size = 28;
const ofEach = 60;

/** By class: whether a point so far from the centre, in pixels, belongs to a shape of that radius. */
const shapes: Readonly<Record<string, (x: number, y: number, radius: number) => boolean>> = {
  disc: (x, y, radius) => Math.hypot(x, y) <= radius,
  ring: (x, y, radius) => Math.abs(Math.hypot(x, y) - radius) <= 1.5,
  cross: (x, y, radius) => Math.max(Math.abs(x), Math.abs(y)) <= radius && Math.min(Math.abs(x), Math.abs(y)) <= 1.5,
};

let state = 1;
/** A number from 0 to 1, of a sequence that is the same each time. */
function random(): number {
  state = (state * 48_271) % 2_147_483_647;
  return state / 2_147_483_647;
}

for (const [name, contains] of Object.entries(shapes)) {
  const folder = join(import.meta.dirname, "pictures", name);
  mkdirSync(folder, { recursive: true });
  for (let number = 1; number <= ofEach; number += 1) {
    writeFileSync(join(folder, `${String(number).padStart(2, "0")}.png`), png(drawn(contains)));
  }
}

/** One shape somewhere near the middle, in grey noise: 8-bit pixels, row by row. */
function drawn(contains: (x: number, y: number, radius: number) => boolean): Uint8Array {
  const radius = 5 + 4 * random();
  const [left, top] = [size / 2 + 6 * (random() - 0.5), size / 2 + 6 * (random() - 0.5)];
  return Uint8Array.from({ length: size * size }, (_, index) => {
    const isInside = contains((index % size) - left, Math.floor(index / size) - top, radius);
    return (isInside ? 180 : 10) + Math.floor(60 * random());
  });
}

/** A picture in shades of grey as a PNG file. */
function png(pixels: Uint8Array): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(size, 0);
  header.writeUInt32BE(size, 4);
  // 8 bits a pixel, grey.
  header[8] = 8;
  const rows = Array.from({ length: size }, (_, row) =>
    Buffer.from([0, ...pixels.subarray(row * size, (row + 1) * size)]),
  );
  return Buffer.concat([
    Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]),
    chunk("IHDR", header),
    chunk("IDAT", deflateSync(Buffer.concat(rows))),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const ends = Buffer.alloc(8);
  ends.writeUInt32BE(data.length, 0);
  ends.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([ends.subarray(0, 4), body, ends.subarray(4)]);
}
