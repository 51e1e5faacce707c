import type { HostTensor, Network } from "@evenkeel/core";
import { channelChange } from "./channels.ts";
import { decodeImageBytes } from "./image-folder/decode-image.ts";
import { imagesToTensor } from "./images-to-tensor.ts";

interface PictureOptions {
  /** Most pixels that the picture may have. */
  readonly mostPixels: number;
  /** What errors call it. */
  readonly where: string;
}

/**
 * A PNG or JPEG in memory as a network takes it, [1, height, width, channels] in 0–1, by the rules for image folders:
 * scaled to cover the network's input and cut in the centre, transparency on black, colour to luma for one channel. One
 * that has the input's size and is stored without loss keeps its values.
 *
 * @throws {DataError} it cannot be read as an image, or has too many pixels.
 */
export async function pictureTensor(
  picture: Uint8Array,
  input: Network["input"],
  { mostPixels, where }: PictureOptions,
): Promise<HostTensor> {
  const { height, width, channels } = input;
  const { convert } = channelChange(where, 3, channels);
  const bytes = Buffer.from(picture.buffer, picture.byteOffset, picture.length);
  const decoded = await decodeImageBytes(bytes, { where, size: { height, width }, mostPixels });
  const pixels = new Uint8Array(height * width * channels);
  convert(decoded.pixels, 0, pixels, 0, height * width);
  return imagesToTensor({ count: 1, pixels, labels: Int32Array.of(0) }, input, [0]);
}
