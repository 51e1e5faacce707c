/** TensorFlow's own kernels, which it takes on processors without AVX512-VNNI, whichever processor this is. */
import { runChecks } from "@evenkeel/gate";
import { expect, it } from "vitest";
import { tfjsNode } from "../src/node.ts";

process.env["TF_ENABLE_ONEDNN_OPTS"] = "0";
const { state } = await tfjsNode.probe();

it.skipIf(state === "unavailable")("tfjs-node convolves without oneDNN", async () => {
  const layers = new Set(["conv2d", "depthwise-conv2d"] as const);
  const results = await runChecks(tfjsNode, { layers });
  expect(results.length).toBeGreaterThan(50);
  expect(results.filter(({ verdict }) => verdict !== "passed")).toEqual([]);
});
