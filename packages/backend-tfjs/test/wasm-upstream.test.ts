/** The gate against tfjs' WebAssembly backend as shipped. Nothing of `src/kernels/` may be loaded into this process. */
import { type CheckResult, type LayerKind, layerKinds } from "@evenkeel/core";
import { gatePassed, runChecks } from "@evenkeel/gate";
import { expect, it } from "vitest";
import { tfjsWasmUpstream } from "../src/wasm-upstream.ts";

const check = (...layers: LayerKind[]) => runChecks(tfjsWasmUpstream, { layers: new Set(layers) });
const failures = (results: readonly CheckResult[], verdict: CheckResult["verdict"]) =>
  results.filter((result) => result.verdict === verdict);

it("fails the gate on the gradient of max pooling where no value of a window is positive", async () => {
  const wrong = failures(await check("max-pool2d"), "failed");
  expect(wrong.map(({ id }) => id)).toContain("max-pool2d/same-behind-batch-norm-non-positive/gradients");
  expect(wrong.every(({ quantity }) => quantity === "gradients" || quantity === "update")).toBe(true);
});

it("fails the gate on the kernels that are missing, and names layer and kernel in one line", async () => {
  const results = await check("conv2d", "depthwise-conv2d");
  expect(gatePassed(results)).toBe(false);
  const messages = failures(results, "error").map(({ message }) => message);
  expect(
    messages.some((text) => /layer "\S+" \(conv2d\): .* Conv2DBackpropFilter; got no such kernel$/.test(text)),
  ).toBe(true);
  expect(
    messages.some((text) =>
      /\(depthwise-conv2d\): .* DepthwiseConv2dNativeBackpropFilter and DepthwiseConv2dNativeBackpropInput;/.test(text),
    ),
  ).toBe(true);
  expect(messages.every((text) => text.startsWith('layer "') && !text.includes("\n"))).toBe(true);
});

it("passes what needs none of them", async () => {
  expect(failures(await check("dense"), "passed").length).toBeGreaterThan(0);
  expect(gatePassed(await check("dense"))).toBe(true);
  expect(tfjsWasmUpstream.supports.layers).toEqual(new Set(layerKinds));
});
