import type { DatasetInfo, ModelInfo } from "@evenkeel/core";

/** How a network's last layer was made for a dataset, or null where it is as written. */
export function classesText({ spec, classesAsWritten }: ModelInfo): string | null {
  return classesAsWritten === undefined
    ? null
    : `last layer made for ${spec.classes} classes (${classesAsWritten} as the network is written)`;
}

/** What was done to a dataset and to a network so that they fit each other; null where both are as they are. */
export function fittingText(
  { model, dataset }: { readonly model: string; readonly dataset: Pick<DatasetInfo, "name" | "adaptation"> },
  info: ModelInfo | undefined,
): string | null {
  const classes = info === undefined ? null : classesText(info);
  const parts = [
    ...(classes === null ? [] : [`${model} has its ${classes}`]),
    ...(dataset.adaptation === null ? [] : [`images of ${dataset.name}: ${dataset.adaptation}`]),
  ];
  return parts.length === 0 ? null : parts.join("; ");
}
