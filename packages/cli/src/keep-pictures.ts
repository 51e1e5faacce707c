import { readRunData, tellingImagesOf, type Run, type RunData } from "@evenkeel/analysis";
import { DataError, type Dataset } from "@evenkeel/core";
import { adaptDataset, datasets, datasetSha256, openDataset } from "@evenkeel/data";
import { renderReport } from "@evenkeel/report";
import { mostPicturePixels, mostPictures, writePictures, type Pictures } from "@evenkeel/run-folder";
import { projectRoot } from "./project.ts";

type Info = Run["workloads"][number]["dataset"];

/** The page of a run folder, after the pictures that it shows were put into the folder. */
export async function renderWithPictures(folder: string): Promise<string> {
  await keepPictures(folder, await readRunData(folder));
  return renderReport(folder);
}

/**
 * Puts the test images that the page shows into the run folder, where they lie on this machine with the content that
 * the run saw. Of published datasets alone: one's own images do not go into what is sent to others.
 */
export async function keepPictures(folder: string, data: RunData): Promise<void> {
  const found: Pictures = {};
  let more = false;
  const opened = new Map<string, Dataset | null>();
  for (const { id, dataset: info } of data.run.workloads) {
    const images = tellingImagesOf(data, id).map(({ image }) => image);
    const kept = data.pictures?.[id];
    if (kept !== undefined && images.every((image) => kept.pictures.some((one) => one.image === image))) {
      found[id] = kept;
      continue;
    }
    const key = `${info.name} ${info.sha256}`;
    const dataset = images.length === 0 ? null : (opened.get(key) ?? (await datasetOf(info)));
    opened.set(key, dataset);
    if (dataset === null) continue;
    found[id] = picturesOf(dataset, images.slice(0, mostPictures));
    more = true;
  }
  if (more) await writePictures(folder, found);
}

/** As the cells saw it; null where it is not here, is not published, or is another. */
async function datasetOf(info: Info): Promise<Dataset | null> {
  const { name, height, width, channels, classNames, sha256 } = info;
  if (!datasets.has(name)) return null;
  try {
    const whole = await openDataset(name, { root: projectRoot });
    const dataset = adaptDataset(whole, { height, width, channels, classes: classNames.length });
    return datasetSha256(dataset) === sha256 ? dataset : null;
  } catch (error) {
    if (error instanceof DataError) return null;
    throw error;
  }
}

/** Larger images by every second, third, … pixel. */
function picturesOf({ height, width, channels, test }: Dataset, images: readonly number[]): Pictures[string] {
  const stride = Math.ceil(Math.max(height, width) / mostPicturePixels);
  const [rows, columns] = [Math.ceil(height / stride), Math.ceil(width / stride)];
  const pixelsOf = (image: number) => {
    const bytes = Buffer.alloc(rows * columns * channels);
    for (let row = 0; row < rows; row += 1) {
      for (let column = 0; column < columns; column += 1) {
        const from = ((image * height + row * stride) * width + column * stride) * channels;
        bytes.set(test.pixels.subarray(from, from + channels), (row * columns + column) * channels);
      }
    }
    return bytes.toString("base64");
  };
  return {
    height: rows,
    width: columns,
    channels: channels === 3 ? 3 : 1,
    pictures: [...new Set(images)].map((image) => ({ image, pixels: pixelsOf(image) })),
  };
}
