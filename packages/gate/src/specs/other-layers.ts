import {
  batchNorm,
  classes,
  conv,
  dense,
  flatten,
  globalAveragePool,
  join,
  onLargeImage,
  relu,
  smallSpec,
  toLogits,
  type Draft,
  type Specs,
} from "./small-spec.ts";

const dropout = (rate: number): Draft => ({ kind: "dropout", rate });
const bare = (name: string, filters = 3, inputs?: readonly string[]) =>
  conv(filters, [2, 2], { name, bias: false, ...(inputs && { inputs }) });

export const denseSpecs: Specs = [
  smallSpec("dense", [2, 3, 2], [flatten(), dense(classes)]),
  smallSpec(
    "dense-behind-dense",
    [2, 3, 2],
    [flatten(), dense(5, { name: "before" }), dense(4), ...toLogitsOfVector()],
  ),
  smallSpec("dense-no-bias", [2, 3, 1], [flatten(), dense(4, { name: "before" }), dense(classes, { bias: false })]),
  smallSpec("dense-large-image", [64, 64, 3], toLogits()),
];

/** Height, width and channels all differ: another order of the flattened values cannot go unseen. */
export const flattenSpecs: Specs = [
  smallSpec("flatten-behind-conv2d", [4, 5, 2], [conv(3, [2, 2]), ...toLogits()]),
  smallSpec("flatten-of-input", [2, 3, 4], toLogits()),
  onLargeImage("flatten-large-image", []),
];

export const globalAveragePoolSpecs: Specs = [
  smallSpec("global-average-pool2d", [5, 4, 2], [conv(6, [2, 2]), globalAveragePool(), ...toLogitsOfVector()]),
  smallSpec(
    "global-average-pool2d-large-image",
    [37, 34, 2],
    [conv(4, [2, 2]), relu(), globalAveragePool(), ...toLogitsOfVector()],
  ),
];

export const reluSpecs: Specs = [
  smallSpec("relu", [5, 4, 2], [conv(4, [1, 1]), relu(), ...toLogits()]),
  smallSpec("relu-of-vector", [2, 3, 2], [flatten(), dense(8), relu(), ...toLogitsOfVector()]),
  smallSpec("relu-behind-relu", [5, 4, 2], [conv(4, [2, 2]), relu("first"), relu(), ...toLogits()]),
  onLargeImage("relu-large-image", [relu()]),
];

export const batchNormSpecs: Specs = [
  smallSpec("batch-norm", [5, 4, 2], [bare("before"), batchNorm(), ...toLogits()]),
  smallSpec("batch-norm-behind-bias", [5, 4, 2], [conv(3, [2, 2]), batchNorm(), ...toLogits()]),
  smallSpec("batch-norm-relu", [5, 4, 2], [bare("before"), batchNorm(), relu(), ...toLogits()]),
  smallSpec("batch-norm-of-input", [4, 5, 2], [batchNorm(), conv(3, [2, 2]), ...toLogits()]),
  // Other numbers than everywhere else.
  smallSpec(
    "batch-norm-small-epsilon",
    [5, 4, 2],
    [bare("before"), batchNorm("batch-norm", { epsilon: 1e-5, momentum: 0.5 }), ...toLogits()],
  ),
  smallSpec(
    "batch-norm-large-epsilon",
    [4, 5, 2],
    [bare("before"), batchNorm("batch-norm", { epsilon: 0.03, momentum: 0.7 }), ...toLogits()],
  ),
  onLargeImage("batch-norm-large-image", [batchNorm()]),
  smallSpec(
    "batch-norm-of-vector",
    [2, 3, 2],
    [flatten(), dense(5, { name: "before", bias: false }), batchNorm(), ...toLogitsOfVector()],
  ),
];

export const dropoutSpecs: Specs = [
  smallSpec("dropout", [5, 4, 2], [conv(4, [2, 2]), dropout(0.5), ...toLogits()]),
  smallSpec("dropout-of-vector", [2, 3, 2], [flatten(), dense(12), relu(), dropout(0.2), ...toLogitsOfVector()]),
  onLargeImage("dropout-large-image", [dropout(0.3)]),
];

const twoBranches = [
  conv(2, [1, 1], { name: "a", inputs: ["before"] }),
  conv(2, [1, 1], { name: "b", inputs: ["before"] }),
];

export const addSpecs: Specs = [
  smallSpec(
    "add-residual",
    [6, 5, 2],
    [
      conv(3, [1, 1], { name: "trunk" }),
      conv(3, [3, 3], { name: "branch", padding: "same" }),
      join("add", ["trunk", "branch"]),
      ...toLogits(),
    ],
  ),
  smallSpec(
    "add-three",
    [5, 4, 2],
    [
      bare("a", 3, ["input"]),
      bare("b", 3, ["input"]),
      bare("c", 3, ["input"]),
      join("add", ["a", "b", "c"]),
      ...toLogits(),
    ],
  ),
  smallSpec("add-twice-the-same", [5, 4, 2], [bare("before"), join("add", ["before", "before"]), ...toLogits()]),
  smallSpec(
    "add-vectors",
    [2, 3, 2],
    [
      flatten(),
      dense(5, { name: "a" }),
      dense(5, { name: "b", inputs: ["flatten"] }),
      join("add", ["a", "b"]),
      ...toLogitsOfVector(),
    ],
  ),
  onLargeImage("add-large-image", [...twoBranches, join("add", ["a", "b"])]),
];

export const concatSpecs: Specs = [
  smallSpec(
    "concat",
    [5, 4, 2],
    [bare("a", 2, ["input"]), bare("b", 5, ["input"]), join("concat", ["a", "b"]), conv(4, [2, 2]), ...toLogits()],
  ),
  smallSpec(
    "concat-with-input",
    [5, 4, 2],
    [conv(3, [1, 1]), join("concat", ["input", "conv2d", "input"]), ...toLogits()],
  ),
  smallSpec(
    "concat-vectors",
    [2, 3, 2],
    [
      flatten(),
      dense(4, { name: "a" }),
      dense(7, { name: "b", inputs: ["flatten"] }),
      join("concat", ["b", "a"]),
      ...toLogitsOfVector(),
    ],
  ),
  smallSpec(
    "concat-equal-widths",
    [5, 4, 2],
    [bare("a", 3, ["input"]), bare("b", 3, ["input"]), join("concat", ["a", "b"]), ...toLogits()],
  ),
  onLargeImage("concat-large-image", [...twoBranches, join("concat", ["a", "b"])]),
];

function toLogitsOfVector(): readonly Draft[] {
  return [dense(classes, { name: "logits" })];
}
