import { DataError } from "@evenkeel/core";
import type { Sharp, SharpOptions } from "sharp";

/** Most pixels that one image may have: 100 megapixels, so that a small file cannot claim all memory. */
const maximumPixels = 100_000_000;
const formats = new Set(["png", "jpeg"]);

/**
 * Decodes a PNG or JPEG to 8-bit sRGB of the given size: turned as its EXIF says, transparency on black, scaled to
 * cover the size and cut in the centre.
 *
 * @throws {DataError} naming the file, when it cannot be read as an image.
 */
export async function decodeImage(file: string, height: number, width: number): Promise<Uint8Array> {
  try {
    const image = await openImage(file, { limitInputPixels: maximumPixels, failOn: "warning" });
    const { format } = await image.metadata();
    if (!formats.has(format)) throw new Error(`it is ${format}, neither PNG nor JPEG`);
    const { data } = await image
      .autoOrient()
      .resize(width, height, { fit: "cover", position: "centre" })
      .flatten({ background: "#000" })
      .toColourspace("srgb")
      .raw({ depth: "uchar" })
      .toBuffer({ resolveWithObject: true });
    return threeChannels(data, height * width);
  } catch (cause) {
    throw new DataError("unreadable image", {
      where: file,
      got: (cause as Error).message,
      remedy: "repair or remove it",
      cause,
    });
  }
}

/** sharp is imported when the first image is decoded: processes that read a cache never load it. */
async function openImage(file: string, options: SharpOptions): Promise<Sharp> {
  const { default: sharp } = await import("sharp");
  return sharp(file, options);
}

/** Grey images come out of sharp with one channel. */
function threeChannels(data: Uint8Array, pixelCount: number): Uint8Array {
  if (data.length === 3 * pixelCount) return data;
  if (data.length !== pixelCount) throw new Error(`decoded to ${data.length} bytes for ${pixelCount} pixels`);
  return Uint8Array.from({ length: 3 * pixelCount }, (_, at) => data[Math.floor(at / 3)] as number);
}
