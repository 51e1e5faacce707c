import { DataError, UsageError, type Dataset } from "@evenkeel/core";
import { adaptDataset, datasetSha256, openDataset } from "@evenkeel/data";
import type { Run } from "@evenkeel/run-folder";
import { NotRetrieved } from "./hash-files.ts";

/** A dataset of the list, every file of which was held against its checksum. Throws `NotRetrieved`. */
export async function verifiedDataset(name: string, root: string): Promise<Dataset> {
  try {
    const dataset = await openDataset(name, { root });
    if (dataset.contentVerified === true) return dataset;
    throw new NotRetrieved(`of dataset ${name} no checksums are known`);
  } catch (error) {
    if (error instanceof DataError || error instanceof UsageError) {
      throw new NotRetrieved(`dataset ${name}: ${error.finding}`, { cause: error });
    }
    throw error;
  }
}

/** Most bytes that a dataset takes once it is fitted. */
const mostBytes = 2 ** 30;

/** Whether the images that a workload used are this dataset's, fitted to its network as the run fitted them. */
export function isDatasetOf(dataset: Dataset, { dataset: info }: Pick<Run["workloads"][number], "dataset">): boolean {
  const { name, height, width, channels, classNames, sha256 } = info;
  const bytes = (dataset.train.count + dataset.test.count) * height * width * channels;
  // A run folder may claim any size; memory is not taken for it.
  if (name !== dataset.name || classNames.length > dataset.classNames.length || !(bytes <= mostBytes)) return false;
  if (height < 1 || width < 1 || (channels !== 1 && channels !== 3)) return false;
  return datasetSha256(adaptDataset(dataset, { height, width, channels, classes: classNames.length })) === sha256;
}
