import type { DatasetInfo, ModelInfo } from "@evenkeel/core";

/** How a network's last layer was made for a dataset, or null where it is as written. */
export function classesText(info: ModelInfo): string | null {
  return !("spec" in info) || info.classesAsWritten === undefined
    ? null
    : `last layer made for ${info.spec.classes} classes (${info.classesAsWritten} as the network is written)`;
}

/** Whether the images are those that the dataset's name promises. */
export function contentText({ contentVerified }: Pick<DatasetInfo, "contentVerified">): string {
  if (contentVerified === undefined) return "known by its sha256 alone";
  return contentVerified ? "as published" : notVerified;
}

const notVerified = "content not verified";

/**
 * What was done to a dataset and to a network so that they fit each other, and where nobody vouches for the content;
 * null where there is nothing to say.
 */
export function fittingText(
  {
    model,
    dataset,
  }: { readonly model: string; readonly dataset: Pick<DatasetInfo, "name" | "adaptation" | "contentVerified"> },
  info: ModelInfo | undefined,
): string | null {
  const classes = info === undefined ? null : classesText(info);
  const images = [
    ...(dataset.contentVerified === false ? [notVerified] : []),
    ...(dataset.adaptation === null ? [] : [dataset.adaptation]),
  ];
  const parts = [
    ...(classes === null ? [] : [`${model} has its ${classes}`]),
    ...(images.length === 0 ? [] : [`images of ${dataset.name}: ${images.join(", ")}`]),
  ];
  return parts.length === 0 ? null : parts.join("; ");
}
