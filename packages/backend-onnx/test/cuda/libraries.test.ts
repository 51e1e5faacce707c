import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { hasOwnCuda, loadLibraries, placeOf } from "../../src/cuda/libraries.ts";
import { cudaLibraries } from "../../src/cuda/wheels.ts";

let setUp = "";
beforeEach(async () => {
  setUp = await mkdtemp(join(tmpdir(), "evenkeel-cuda-"));
  await mkdir(join(setUp, "cuda"));
});
afterEach(() => rm(setUp, { recursive: true }));

test("takes a library from setup, or else from the folders of the machine, or else leaves it to the loader", async () => {
  const others = join(setUp, "others");
  await mkdir(others);
  const name = "libcublas.so.13";
  const folders = [join(setUp, "nowhere"), others].join(delimiter);
  expect(placeOf(name, setUp, folders)).toBe(name);
  await writeFile(join(others, name), "");
  expect(placeOf(name, setUp, folders)).toBe(join(others, name));
  await writeFile(join(setUp, "cuda", name), "");
  expect(placeOf(name, setUp, folders)).toBe(join(setUp, "cuda", name));
});

test("knows whose CUDA it is", async () => {
  expect(hasOwnCuda(setUp)).toBe(false);
  for (const name of cudaLibraries) await writeFile(join(setUp, "cuda", name), "");
  expect(hasOwnCuda(setUp)).toBe(true);
});

describe.skipIf(process.platform !== "linux")("on Linux", () => {
  test("names a library that does not load", async () => {
    await writeFile(join(setUp, "cuda", "libcudart.so.13"), "no library");
    expect(() => loadLibraries(setUp)).toThrow(
      /libcudart\.so\.13: a library does not load; got .*(header|file too short)/,
    );
  });

  test("refuses a process that has onnxruntime-node's own runtime", async () => {
    await import("onnxruntime-node");
    expect(() => loadLibraries(setUp)).toThrow(/another ONNX Runtime is already in this process.*a process of its own/);
  });
});
