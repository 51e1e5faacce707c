import type { HostTensor } from "@evenkeel/core";
import sharp from "sharp";

export interface EncodedImage {
  readonly bytes: Buffer;
  /** height × width × channels, 0–255: what the bytes decode to. */
  readonly pixels: Uint8Array;
}

/** One image, [1, H, W, C] with values of 0–1 and 1 or 3 channels, as a PNG. */
export async function encodePng({ shape, data }: HostTensor): Promise<EncodedImage> {
  const [, height = 0, width = 0, channels = 0] = shape;
  // Values outside of 0–1 are cut by the array.
  const pixels = new Uint8Array(Uint8ClampedArray.from(data, (value) => value * 255));
  const raw = { width, height, channels: channels as 1 | 3 };
  const image = sharp(pixels, { raw });
  // One channel stays one: else a grey image becomes three times its size.
  const bytes = await (channels === 1 ? image.toColourspace("b-w") : image).png({ compressionLevel: 9 }).toBuffer();
  return { bytes, pixels };
}
