import type { LayerKind } from "@evenkeel/core";

/** Which layer kinds `python/torch_model.py` and `python/keras_model.py` have a branch for. */
const hasBranch: Readonly<Record<LayerKind, boolean>> = {
  conv2d: true,
  "depthwise-conv2d": true,
  dense: true,
  "max-pool2d": true,
  "average-pool2d": true,
  "global-average-pool2d": true,
  "batch-norm": true,
  relu: true,
  dropout: true,
  flatten: true,
  add: true,
  concat: true,
};

/** The layer kinds that the Python workers compute. */
export const pythonLayers: ReadonlySet<LayerKind> = new Set(
  (Object.keys(hasBranch) as LayerKind[]).filter((kind) => hasBranch[kind]),
);
