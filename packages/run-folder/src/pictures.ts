import { join } from "node:path";
import { RunFolderError } from "@evenkeel/core";
import { z } from "zod";
import { parseAs, parseJson, parseKnown } from "./parse.ts";
import { picturesFile } from "./paths.ts";
import { readTextIfAny, writeBytes } from "./storage.ts";

/** Most pictures that a run folder keeps of a workload, and the most pixels that one has along a side. */
export const mostPictures = 24;
export const mostPicturePixels = 64;

const side = z.int().min(1).max(mostPicturePixels);
const pictureSchema = z.strictObject({
  /** Of the test images, from 0. */
  image: z.int().min(0),
  /** Rows of pixels from the top, each pixel its channels, 0–255, as base64. */
  pixels: z.base64(),
});
const picturesSchema = z.record(
  z.string(),
  z.strictObject({
    height: side,
    width: side,
    channels: z.union([z.literal(1), z.literal(3)]),
    pictures: z.array(pictureSchema).max(mostPictures),
  }),
);
/** Pictures of test images, by workload. */
export type Pictures = z.infer<typeof picturesSchema>;

/** Writes the pictures of a run, whole or not at all. Throws `RunFolderError`. */
export async function writePictures(folder: string, pictures: Pictures): Promise<void> {
  const file = join(folder, picturesFile);
  await writeBytes(file, JSON.stringify(checked(parseAs(picturesSchema, pictures, file), file)));
}

/** The pictures that a run folder keeps; null of one that keeps none. Throws `RunFolderError` for a damaged file. */
export async function readPictures(folder: string): Promise<Pictures | null> {
  const file = join(folder, picturesFile);
  const text = await readTextIfAny(file);
  return text === null ? null : checked(parseKnown(picturesSchema, parseJson(text, file), file), file);
}

function checked(pictures: Pictures, where: string): Pictures {
  for (const { height, width, channels, pictures: all } of Object.values(pictures)) {
    const bytes = height * width * channels;
    for (const { image, pixels } of all) {
      const { length } = Buffer.from(pixels, "base64");
      if (length === bytes) continue;
      throw new RunFolderError(`damaged picture ${image}`, { where, expected: `${bytes} bytes`, got: `${length}` });
    }
  }
  return pictures;
}
