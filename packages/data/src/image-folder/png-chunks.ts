import { crc32, inflateSync } from "node:zlib";

/** A PNG reduced to what its pixels depend on. */
export interface PlainPng {
  readonly bytes: Uint8Array;
  /** Its image data has a wrong checksum, its end is missing or damaged, or it has unknown critical chunks. */
  readonly irregular: boolean;
  /** It ends before its last chunk. */
  readonly cutOff: boolean;
}

/** Pixels, palette, transparency, colour space and orientation; text, thumbnails and animation are left out. */
const kept = new Set(["IHDR", "PLTE", "tRNS", "IDAT", "iCCP", "sRGB", "gAMA", "cHRM", "cICP", "sBIT", "eXIf"]);
/** Most bytes of a colour profile when decompressed: those of cameras and printers have less than 4 MiB. */
const maximumProfileBytes = 4 * 2 ** 20;
const signatureLength = 8;
const end = Buffer.from("0000000049454e44ae426082", "hex");

/**
 * Keeps the chunks that pixels depend on, so that nothing else in a file can take memory or time, and as other readers
 * do, passes over a wrong checksum of image data, unknown chunks and a missing end.
 *
 * Throws an `Error` that says what is wrong with the structure.
 */
export function plainPng(file: Uint8Array): PlainPng {
  const source = Buffer.from(file.buffer, file.byteOffset, file.length);
  const parts: Uint8Array[] = [source.subarray(0, signatureLength)];
  let irregular = false;
  let imageData = 0;
  for (const { type, data, whole, sound } of chunksOf(source)) {
    if (type === "IEND") return { bytes: Buffer.concat([...parts, end]), irregular, cutOff: false };
    const critical = (type.charCodeAt(0) & 0x20) === 0;
    irregular ||= critical && !kept.has(type);
    if (!kept.has(type)) continue;
    if (type === "IDAT") {
      imageData += data.length;
      irregular ||= !sound;
    } else if (!sound) throw new Error(whole ? `wrong checksum of its ${type} chunk` : `cut off in its ${type} chunk`);
    if (type === "iCCP") checkProfile(data);
    parts.push(chunk(type, data));
  }
  if (imageData === 0) throw new Error("cut off before its image data");
  return { bytes: Buffer.concat([...parts, end]), irregular: true, cutOff: true };
}

interface Chunk {
  readonly type: string;
  readonly data: Buffer;
  /** All of its data is there. */
  readonly whole: boolean;
  /** Its checksum is there and right. */
  readonly sound: boolean;
}

function* chunksOf(source: Buffer): Generator<Chunk> {
  for (let at = signatureLength; at + 8 <= source.length;) {
    const length = source.readUInt32BE(at);
    const type = source.toString("latin1", at + 4, at + 8);
    if (!/^[A-Za-z]{4}$/.test(type)) return;
    const to = at + 8 + length;
    const whole = to <= source.length;
    const sound = to + 4 <= source.length && crc32(source.subarray(at + 4, to)) === source.readUInt32BE(to);
    yield { type, data: source.subarray(at + 8, to), whole, sound };
    at = to + 4;
  }
}

function chunk(type: string, data: Buffer): Buffer {
  const bytes = Buffer.alloc(12 + data.length);
  bytes.writeUInt32BE(data.length);
  bytes.write(type, 4, "latin1");
  data.copy(bytes, 8);
  bytes.writeUInt32BE(crc32(bytes.subarray(4, 8 + data.length)), 8 + data.length);
  return bytes;
}

/** A profile that cannot be decompressed is passed over by the decoder. */
function checkProfile(data: Buffer): void {
  const name = data.indexOf(0);
  try {
    if (name >= 0) inflateSync(data.subarray(name + 2), { maxOutputLength: maximumProfileBytes });
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== "ERR_BUFFER_TOO_LARGE") return;
    throw new Error(`its colour profile has more than ${maximumProfileBytes} bytes`, { cause });
  }
}
