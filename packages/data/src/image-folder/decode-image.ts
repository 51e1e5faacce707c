import { DataError, type DatasetRemarkKind } from "@evenkeel/core";
import type Sharp from "sharp";
import type { SharpOptions } from "sharp";
import { readRegular } from "../read-regular.ts";
import { kindByEnding } from "./endings.ts";
import { notAFile } from "./folder-entries.ts";
import { kindByContent } from "./image-content.ts";
import { plainPng } from "./png-chunks.ts";
import type { ImageSize } from "./folder-name.ts";

export interface DecodedImage {
  /** height × width × 3 values, sRGB. */
  readonly pixels: Uint8Array;
  /** What is to be said of the file although it was read. */
  readonly remarks: readonly DatasetRemarkKind[];
}

/** Most pixels that one image may have: 100 megapixels, so that a small file cannot claim all memory. */
const maximumPixels = 100_000_000;
/** Most bytes of an image file. */
const maximumFileBytes = 2 ** 28;

/**
 * Decodes a PNG or JPEG to 8-bit sRGB of the given size: turned as its EXIF says, transparency on black, scaled to
 * cover the size and cut in the centre. What other decoders read although it is irregular is read and said.
 *
 * @throws {DataError} naming the file, when it cannot be read as an image.
 */
export async function decodeImage(file: string, size: ImageSize): Promise<DecodedImage> {
  return decodeImageBytes(await readImageFile(file), { where: file, size, mostPixels: maximumPixels });
}

interface BytesOptions {
  /** The file that they came from, or what errors call them. */
  readonly where: string;
  readonly size: ImageSize;
  /** Most pixels that the image may have. */
  readonly mostPixels: number;
}

/** The same of an image in memory. */
export async function decodeImageBytes(
  bytes: Buffer,
  { where, size, mostPixels }: BytesOptions,
): Promise<DecodedImage> {
  try {
    return await decodeBytes(bytes, where, { ...size, mostPixels });
  } catch (cause) {
    throw new DataError("unreadable image", {
      where,
      got: reasonOf(cause),
      remedy: "repair or remove it",
      cause,
    });
  }
}

interface Target extends ImageSize {
  readonly mostPixels: number;
}

async function decodeBytes(file: Buffer, name: string, size: Target): Promise<DecodedImage> {
  if (file.length === 0) throw new Error("an empty file");
  const { kind, title } = kindByContent(file);
  if (kind !== "png" && kind !== "jpeg") throw new Error(`it is ${title}, neither PNG nor JPEG`);
  const { pixels, warning, irregular } = await (kind === "png" ? decodePng(file, size) : decodePixels(file, size));
  const byEnding = kindByEnding(name) ?? kind;
  const remarks: DatasetRemarkKind[] = byEnding === kind ? [] : ["other-ending"];
  if (warning !== null && damage.test(warning)) remarks.push("damaged-in-places");
  else if (irregular) remarks.push("irregular");
  return { pixels, remarks };
}

/**
 * Warnings of libjpeg after which some pixels are guessed; every other one is about headers or bytes between segments.
 */
const damage =
  /bad Huffman code|bad arithmetic code|premature end of data segment|instead of RST|Inconsistent progression/;

async function decodePng(file: Buffer, size: Target): Promise<Decoded> {
  const { bytes, irregular, cutOff } = plainPng(file);
  const decoded = await decodePixels(bytes, size).catch((cause: unknown) => {
    throw cutOff ? new Error("cut off", { cause }) : cause;
  });
  return { ...decoded, irregular };
}

interface Decoded {
  readonly pixels: Uint8Array;
  /** What the decoder warned of. */
  readonly warning: string | null;
  readonly irregular: boolean;
}

/** Strictly first; what the decoder only warns of is then read as others read it. */
async function decodePixels(bytes: Uint8Array, size: Target): Promise<Decoded> {
  try {
    return { pixels: await decodeWith(bytes, size, "warning"), warning: null, irregular: false };
  } catch (warning) {
    return { pixels: await decodeWith(bytes, size, "error"), warning: reasonOf(warning), irregular: true };
  }
}

async function decodeWith(
  bytes: Uint8Array,
  { height, width, mostPixels }: Target,
  failOn: "warning" | "error",
): Promise<Uint8Array> {
  const options: SharpOptions = { limitInputPixels: mostPixels, failOn };
  const sharp = await imageLibrary();
  const { data } = await sharp(bytes, options)
    .autoOrient()
    .resize(width, height, { fit: "cover", position: "centre" })
    .flatten({ background: "#000" })
    .toColourspace("srgb")
    .raw({ depth: "uchar" })
    .toBuffer({ resolveWithObject: true });
  return threeChannels(data, height * width);
}

let loaded: Promise<typeof Sharp> | undefined;

/**
 * sharp is imported when the first image is decoded: processes that read a cache never load it. Of its readers those
 * for PNG and JPEG alone are open.
 */
export function imageLibrary(): Promise<typeof Sharp> {
  loaded ??= import("sharp").then(({ default: sharp }) => {
    sharp.block({ operation: ["VipsForeignLoad"] });
    sharp.unblock({ operation: ["VipsForeignLoadPng", "VipsForeignLoadJpeg"] });
    return sharp;
  });
  return loaded;
}

async function readImageFile(where: string): Promise<Buffer> {
  const [expected, remedy] = [`at most ${maximumFileBytes} bytes`, "convert or remove it"];
  return readRegular(where, maximumFileBytes, {
    notAFile: (stats) => notAFile(where, stats),
    tooLong: (got) => new DataError("too long for an image", { where, expected, got, remedy }),
  });
}

/** A decoder's message repeats itself, a line for each time, and names its own parts. */
function reasonOf(cause: unknown): string {
  const lines = (cause as Error).message.split("\n").map((line) => line.replaceAll(ownParts, "").trim());
  const reason = [...new Set(lines)].filter((line) => line !== "").join("; ");
  return plainReasons.find(([said]) => said.test(reason))?.[1] ?? reason;
}

const ownParts = /Input (?:buffer|file) has corrupt header:|VipsJpeg:|vipspng:/g;
const plainReasons: readonly (readonly [RegExp, string])[] = [
  [/premature end of JPEG image/, "cut off"],
  [/libpng read error/, "its image data is damaged"],
  [/^$|unsupported image format/, "its header is damaged"],
];

/** Grey images come out of sharp with one channel. */
function threeChannels(data: Uint8Array, pixelCount: number): Uint8Array {
  if (data.length === 3 * pixelCount) return data;
  if (data.length !== pixelCount) throw new Error(`decoded to ${data.length} bytes for ${pixelCount} pixels`);
  return Uint8Array.from({ length: 3 * pixelCount }, (_, at) => data[Math.floor(at / 3)] as number);
}
