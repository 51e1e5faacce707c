import { DataError, type Dataset, type LabelledImages } from "@evenkeel/core";
import { channelChange, type ConvertRow } from "./channels.ts";
import { selectImages } from "./select-images.ts";

/** What a model takes and gives. */
export interface ModelInput {
  readonly height: number;
  readonly width: number;
  readonly channels: number;
  readonly classes: number;
}

/**
 * Fits a dataset to a model that was made for other images: centre pad with black or centre crop, an axis at a time;
 * grey repeated to three channels, or colour to luma (ITU-R BT.601); the first classes kept where the model has fewer.
 * What was done is said in `adaptation`; a dataset that fits comes back as it is.
 *
 * @throws {DataError} the model has more classes, or the channels are neither 1 nor 3.
 */
export function adaptDataset(dataset: Dataset, input: ModelInput): Dataset {
  const { height, width, channels, classNames } = dataset;
  if (input.classes > classNames.length) {
    throw new DataError(`dataset ${dataset.name} has too few classes for the model`, {
      expected: `${input.classes}`,
      got: `${classNames.length}`,
      remedy: "choose another dataset or model",
    });
  }
  const unchanged = input.height === height && input.width === width && input.channels === channels;
  if (unchanged && input.classes === classNames.length) return dataset;
  const recolour = channelChange(`dataset ${dataset.name}`, channels, input.channels);
  const adaptPart = (part: LabelledImages): LabelledImages => {
    const kept = input.classes === classNames.length ? part : firstClasses(part, input.classes);
    return unchanged ? kept : { ...kept, pixels: adaptPixels(kept, dataset, input, recolour.convert) };
  };
  return {
    ...dataset,
    height: input.height,
    width: input.width,
    channels: input.channels,
    classNames: classNames.slice(0, input.classes),
    train: adaptPart(dataset.train),
    test: adaptPart(dataset.test),
    adaptation: describe(dataset, input, recolour.phrase),
  };
}

function firstClasses(part: LabelledImages, classes: number): LabelledImages {
  return selectImages(
    part,
    [...part.labels.keys()].filter((index) => (part.labels[index] ?? classes) < classes),
  );
}

function adaptPixels(part: LabelledImages, from: Dataset, to: ModelInput, convert: ConvertRow): Uint8Array {
  const adapted = new Uint8Array(part.count * to.height * to.width * to.channels);
  const rows = overlap(from.height, to.height);
  const columns = overlap(from.width, to.width);
  for (let image = 0; image < part.count; image += 1) {
    for (let row = 0; row < rows.count; row += 1) {
      const source = ((image * from.height + rows.from + row) * from.width + columns.from) * from.channels;
      const target = ((image * to.height + rows.to + row) * to.width + columns.to) * to.channels;
      convert(part.pixels, source, adapted, target, columns.count);
    }
  }
  return adapted;
}

/** Where two centred intervals overlap; the odd pixel goes to the end. */
function overlap(from: number, to: number): { count: number; from: number; to: number } {
  return {
    count: Math.min(from, to),
    from: Math.max(0, Math.floor((from - to) / 2)),
    to: Math.max(0, Math.floor((to - from) / 2)),
  };
}

function describe(from: Dataset, to: ModelInput, recolour: string | null): string {
  const verbs: string[] = [];
  if (to.height > from.height || to.width > from.width) verbs.push("padded");
  if (to.height < from.height || to.width < from.width) verbs.push("cropped");
  const steps: string[] = [];
  if (verbs.length > 0) steps.push(`${verbs.join(" and ")} to ${to.height}×${to.width}`);
  if (recolour !== null) steps.push(recolour);
  const size = `${from.height}×${from.width} ${from.channels === 1 ? "grey" : "colour"}`;
  const phrases = steps.length > 0 ? [`${size} ${steps.join(", ")}`] : [];
  const classes = from.classNames.length;
  if (to.classes < classes) phrases.push(`first ${to.classes} of ${classes} classes kept`);
  return [...(from.adaptation === null ? [] : [from.adaptation]), ...phrases].join(", ");
}
