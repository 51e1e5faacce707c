import type { GivenModelInfo } from "@evenkeel/core";
import { adaptDataset, scaleDataset } from "@evenkeel/data";
import { keepDecoded, type Fitting, type KeptDataset, type OpenedDataset } from "./datasets.ts";
import { fitClasses, type FittedClasses } from "./given-model.ts";

/**
 * Fits images to the input of a model that is not made here, and its outputs to their classes. Throws `UsageError`
 * where
 * a class has no output, `DataError` where the images cannot be fitted.
 */
export async function prepareGivenDataset(
  { dataset: opened, licence }: OpenedDataset,
  info: GivenModelInfo,
  { cacheFolder, keepClasses }: Fitting,
): Promise<KeptDataset & { readonly fitted: FittedClasses }> {
  const classes = keepClasses ?? opened.classNames.length;
  const fitted = fitClasses(info, opened.classNames.slice(0, classes), opened.name);
  const scaled = await scaleDataset(opened, info.network.input);
  const dataset = adaptDataset(scaled, { ...info.network.input, classes });
  return { ...(await keepDecoded(dataset, { licence, cacheFolder })), fitted };
}
