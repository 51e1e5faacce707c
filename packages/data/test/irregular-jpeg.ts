import sharp from "sharp";

/** A JPEG of squares in shades that its seed decides. */
export async function squares(seed = 1, side = 64): Promise<Buffer> {
  const pixels = Buffer.alloc(side * side * 3);
  for (let at = 0; at < pixels.length; at += 1) {
    const [row, column] = [Math.floor(at / 3 / side) >> 3, (Math.floor(at / 3) % side) >> 3];
    pixels[at] = (seed * 37 + row * 53 + column * 91 + (at % 3) * 29) % 256;
  }
  return sharp(pixels, { raw: { height: side, width: side, channels: 3 } })
    .jpeg({ mozjpeg: false })
    .toBuffer();
}

function marker(jpeg: Buffer, code: number): number {
  const at = jpeg.indexOf(Buffer.from([0xff, code]));
  if (at < 0) throw new Error(`no marker ${code.toString(16)}`);
  return at;
}

function patched(jpeg: Buffer, at: number, ...bytes: readonly number[]): Buffer {
  const copy = Buffer.from(jpeg);
  copy.set(bytes, at);
  return copy;
}

/** Irregular as the files of cameras and of well-known datasets are; no pixel changes. */
export const harmless: Readonly<Record<string, (jpeg: Buffer) => Buffer>> = {
  "JFIF revision 0.00": (jpeg) => {
    const app0 = Buffer.from("ffe000104a46494600000000000100010000", "hex");
    return Buffer.concat([jpeg.subarray(0, 2), app0, jpeg.subarray(2)]);
  },
  "wrong SOS parameters": (jpeg) => {
    const at = marker(jpeg, 0xda);
    return patched(jpeg, at + 2 + jpeg.readUInt16BE(at + 2) - 3, 0, 0, 0);
  },
  "bytes before a marker": (jpeg) => {
    const at = marker(jpeg, 0xc0);
    return Buffer.concat([jpeg.subarray(0, at), Buffer.from([1, 2, 3]), jpeg.subarray(at)]);
  },
};

/** What a strict decoder accepts, too. */
export const unremarkable: Readonly<Record<string, (jpeg: Buffer) => Buffer>> = {
  "bytes before the end": (jpeg) => Buffer.concat([jpeg.subarray(0, -2), Buffer.alloc(214, 7), jpeg.subarray(-2)]),
  "bytes behind the end": (jpeg) => Buffer.concat([jpeg, Buffer.from("left behind by a camera")]),
};
