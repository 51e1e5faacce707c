import { readFileSync } from "node:fs";
import * as ort from "onnxruntime-node";
import { expect, test } from "vitest";
import { otherPlatform } from "../../src/cuda/platform.ts";
import { cudaVersions, onnxCudaWheels } from "../../src/cuda/wheels.ts";

const pins = new Map(
  [...readFileSync(onnxCudaWheels.requirements, "utf8").matchAll(/^(?<name>[\w-]+)==(?<version>[\d.]+)/gm)].map(
    ({ groups }) => [groups?.["name"], groups?.["version"]],
  ),
);

test("pins the wheel of onnxruntime-node's own version", () => {
  expect(pins.get("onnxruntime-gpu")).toBe(ort.env.versions.node);
  expect(onnxCudaWheels.files.get("runtime/libonnxruntime.so.1")).toContain(`.so.${ort.env.versions.node}`);
});

test("states the versions that it pins", () => {
  expect(pins.get("onnxruntime-gpu")).toBe(cudaVersions.onnxruntime);
  expect(pins.get("nvidia-cuda-runtime")?.startsWith(`${cudaVersions.cuda}.`)).toBe(true);
  expect(pins.get("nvidia-cudnn-cu13")?.startsWith(`${cudaVersions.cudnn}.`)).toBe(true);
});

test("names each wheel by one hash", () => {
  expect(pins.size).toBe(6);
  expect(readFileSync(onnxCudaWheels.requirements, "utf8").match(/--hash=sha256:[\da-f]{64}$/gm)).toHaveLength(6);
});

test("is for Linux x64", () => {
  expect(otherPlatform("linux", "x64")).toBeNull();
  expect(otherPlatform("linux", "arm64")?.message).toContain("not on linux arm64");
  expect(otherPlatform("win32", "x64")?.message).toContain("not on win32 x64");
});
