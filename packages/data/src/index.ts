export * from "./adapt-dataset.ts";
export * from "./batch-order.ts";
export * from "./dataset-sha256.ts";
export * from "./decoded-dataset.ts";
export * from "./images-to-tensor.ts";
export { datasets, type DatasetEntry } from "./manifest.ts";
export { openDataset, type OpenOptions } from "./open-dataset.ts";
export { selectImages } from "./select-images.ts";
export { stratifiedKFold, stratifiedSplit, type Split } from "./splits.ts";
