import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { bytesOf, installedBytes } from "../src/installed-bytes.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "evenkeel-size-"));
  await mkdir(join(folder, "lib", "__pycache__"), { recursive: true });
  await writeFile(join(folder, "receipt.json"), "x".repeat(100));
  await writeFile(join(folder, "lib", "module.py"), "x".repeat(23));
  await writeFile(join(folder, "lib", "__pycache__", "module.pyc"), "x".repeat(1000));
});
afterAll(() => rm(folder, { recursive: true }));

const broughtInto = (place: string) => async () => ({ description: "", folder: place, install: async () => undefined });

it("adds up what setup brought, without what Python writes there by itself", async () => {
  expect(await bytesOf({ setup: broughtInto(folder) })).toBe(123);
  expect(await bytesOf({ setup: broughtInto(join(folder, "none")) })).toBeNull();
  expect(await bytesOf({})).toBeNull();
});

it("counts the packages of a backend with those that they need, each once, and those of another apart", async () => {
  const [wasm, node, both] = [
    await installedBytes("onnx-wasm"),
    await installedBytes("onnx-cpu"),
    await bytesOf({ libraries: ["onnxruntime-web", "onnxruntime-node"] }),
  ];
  for (const bytes of [wasm, node]) expect(bytes).toBeGreaterThan(5_000_000);
  expect(both).toBeGreaterThan(Math.max(wasm ?? 0, node ?? 0));
  // What both need, such as onnxruntime-common, is in each of them and once in both.
  expect(both).toBeLessThan((wasm ?? 0) + (node ?? 0));
  expect(await bytesOf({ libraries: ["no-such-package"] })).toBeNull();
  expect(await installedBytes("no-such-backend")).toBeNull();
});
