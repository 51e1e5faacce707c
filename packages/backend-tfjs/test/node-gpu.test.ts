import { readFileSync } from "node:fs";
import { testBackend } from "@evenkeel/conformance";
import { expect, it } from "vitest";
import { cudaVersions, tfjsNodeGpu } from "../src/node-gpu.ts";

testBackend(tfjsNodeGpu);

it("reports the versions of CUDA and cuDNN that setup brings", () => {
  const pins = readFileSync(new URL("../requirements/tfjs-node-gpu.in", import.meta.url), "utf8");
  expect(pins).toContain(`nvidia-cuda-runtime-cu12==${cudaVersions.CUDA}.`);
  expect(pins).toContain(`nvidia-cudnn-cu12==${cudaVersions.cuDNN}.`);
});
