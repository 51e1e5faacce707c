/** Which memory layout PyTorch computes in: it follows the strides of a convolution's input and kernel. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { describe, expect, it } from "vitest";
import { interpreterOf } from "../src/interpreter.ts";
import { torchCpu } from "../src/torch-cpu.ts";

const { state } = await torchCpu.probe();

interface Strides {
  readonly [tensor: string]: readonly number[];
}

/** Strides of what convolutions of `channels` channels are given, and give, in a training step and a prediction. */
async function stridesIn(module: "torch_model" | "torch_best_model", channels: number): Promise<Strides[]> {
  const { python } = interpreterOf("torch-cpu") ?? { python: "" };
  const script = fileURLToPath(new URL("layouts.py", import.meta.url));
  const folder = fileURLToPath(new URL("../python", import.meta.url));
  const { stdout } = await promisify(execFile)(python, ["-B", "-E", script, folder, module, String(channels)]);
  return JSON.parse(stdout) as Strides[];
}

describe.skipIf(state === "unavailable")("the layout of PyTorch's tensors", () => {
  // Images of 7×5, kernels of 3×2, outputs of 5×4.
  it.each([1, 3])("torch-cpu convolves %i channels in contiguous NCHW", async (channels) => {
    const seen = await stridesIn("torch_model", channels);
    expect(seen).toHaveLength(4);
    for (const { input, kernel, output } of seen) {
      expect(input).toEqual([35 * channels, 35, 5, 1]);
      expect(kernel?.slice(1)).toEqual([6, 2, 1]);
      expect(output?.slice(1)).toEqual([20, 4, 1]);
    }
  });

  it.each([1, 3])("torch-cpu-best convolves %i channels in channels_last", async (channels) => {
    const seen = await stridesIn("torch_best_model", channels);
    expect(seen).toHaveLength(4);
    for (const { input, output } of seen) {
      expect(input).toEqual([35 * channels, 1, 5 * channels, channels]);
      expect(output?.[1]).toBe(1);
    }
  });
});
