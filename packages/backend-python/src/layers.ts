import type { LayerKind } from "@evenkeel/core";

/** The layer kinds that `python/torch_model.py` and `python/keras_model.py` have a branch for. */
const branches: Readonly<Record<LayerKind, true>> = {
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
export const pythonLayers: ReadonlySet<LayerKind> = new Set(Object.keys(branches) as LayerKind[]);
