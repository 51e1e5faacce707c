import { DataError, type Dataset, type LabelledImages } from "@evenkeel/core";
import type Sharp from "sharp";
import { imageLibrary } from "./image-folder/decode-image.ts";
import type { ImageSize } from "./image-folder/folder-name.ts";

/** Most bytes of scaled pixels: a buffer that every runtime can still hold twice. */
const maximumBytes = 2 ** 31;

/**
 * Scales a dataset's test images to cover a size, cut in the centre where the shapes differ, as images of a folder are.
 * Its training images are left out: what takes images scaled so is not trained here. A dataset of that size comes back
 * as it is. Throws `DataError` for more images than fit.
 */
export async function scaleDataset(dataset: Dataset, size: ImageSize): Promise<Dataset> {
  const { height, width } = size;
  if (dataset.height === height && dataset.width === width) return dataset;
  checkFits(dataset, size);
  const test = await scalePart(dataset, size);
  const cut = dataset.height * width === dataset.width * height ? "" : " and cut in the centre";
  return {
    ...dataset,
    height,
    width,
    train: { count: 0, pixels: new Uint8Array(), labels: new Int32Array() },
    test,
    adaptation: [
      ...(dataset.adaptation === null ? [] : [dataset.adaptation]),
      `${dataset.height}×${dataset.width} test images scaled to ${height}×${width}${cut}`,
    ].join(", "),
  };
}

function checkFits({ name, channels, test }: Dataset, { height, width }: ImageSize): void {
  const bytes = test.count * height * width * channels;
  if (bytes <= maximumBytes) return;
  throw new DataError(`${test.count} test images of ${height}×${width} do not fit in memory`, {
    where: `dataset ${name}`,
    expected: `at most ${maximumBytes} bytes`,
    got: `${bytes}`,
    remedy: "choose a smaller dataset or a model of smaller images",
  });
}

async function scalePart({ test, ...from }: Dataset, to: ImageSize): Promise<LabelledImages> {
  const sharp = await imageLibrary();
  const [before, after] = [from.height * from.width * from.channels, to.height * to.width * from.channels];
  const pixels = new Uint8Array(test.count * after);
  for (let image = 0; image < test.count; image += 1) {
    const own = test.pixels.subarray(image * before, (image + 1) * before);
    pixels.set(await scaled(sharp, own, from, to), image * after);
  }
  return { ...test, pixels };
}

async function scaled(
  sharp: typeof Sharp,
  pixels: Uint8Array,
  { height, width, channels }: Pick<Dataset, "height" | "width" | "channels">,
  to: ImageSize,
): Promise<Uint8Array> {
  const raw = { height, width, channels: channels === 1 ? 1 : 3 } as const;
  const image = sharp(pixels, { raw }).resize(to.width, to.height, { fit: "cover", position: "centre" });
  const { data, info } = await image.raw({ depth: "uchar" }).toBuffer({ resolveWithObject: true });
  if (info.channels === channels) return data;
  // One channel comes out of sharp as three that are alike.
  return Uint8Array.from({ length: data.length / info.channels }, (_, at) => data[at * info.channels] as number);
}
