import type { Dataset } from "@evenkeel/core";
import { foldDataset, readDecodedDataset, type Fold } from "@evenkeel/data";

/** The images that a cell trains on and is tested with. Throws `DataError` for a damaged cache. */
export async function readDataset({
  datasetFolder,
  fold,
}: {
  readonly datasetFolder: string;
  readonly fold: Fold | null;
}): Promise<Dataset> {
  const dataset = await readDecodedDataset(datasetFolder);
  return fold === null ? dataset : foldDataset(dataset, fold);
}
