import { crc32, deflateSync } from "node:zlib";

/** Pixels from the top left, each its channels, 0–255. */
interface Pixels {
  readonly height: number;
  readonly width: number;
  readonly channels: 1 | 3;
  readonly bytes: Uint8Array;
}

const signature = Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a);
const colourTypes = { 1: 0, 3: 2 } as const;

/**
 * A small picture as a PNG in a data address (PNG specification, third edition). Not compressed, so that every version
 * of the compressor gives the same bytes.
 */
export function pngAddress({ height, width, channels, bytes }: Pixels): string {
  const rows = Array.from({ length: height }, (_, row) => [
    Uint8Array.of(0),
    bytes.subarray(row * width * channels, (row + 1) * width * channels),
  ]);
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, colourTypes[channels]], 8);
  const data = deflateSync(Buffer.concat(rows.flat()), { level: 0 });
  const png = [signature, chunk("IHDR", header), chunk("IDAT", data), chunk("IEND", new Uint8Array())];
  return `data:image/png;base64,${Buffer.concat(png).toString("base64")}`;
}

function chunk(name: string, content: Uint8Array): Uint8Array {
  const body = Buffer.concat([Buffer.from(name, "latin1"), content]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(content.length);
  sum.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, sum]);
}
