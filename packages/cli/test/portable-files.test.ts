import type { BackendEntry, BackendSetup } from "@evenkeel/core";
import { expect, test } from "vitest";
import { findBackend } from "../src/registry.ts";
import { portableFiles } from "../src/portable-files.ts";

function entry(id: string, portable?: BackendSetup["portable"]): BackendEntry {
  const setup = { description: "", install: () => Promise.resolve(), ...(portable !== undefined && { portable }) };
  return { ...plain, id, setup: () => Promise.resolve(setup) };
}

const plain: BackendEntry = {
  id: "onnx-cpu",
  title: "",
  device: "cpu",
  load: () => Promise.reject(new Error("a bundle loads no backend")),
};
const files = [
  { path: "/checkout/.cache/backends/x/runtime", isDeviceLibrary: false },
  { path: "/checkout/.cache/backends/x/cuda", isDeviceLibrary: true },
];
const everything = { deviceLibraries: true };

test("takes what backends were set up with, and nothing for those of the plain install", async () => {
  const found = await portableFiles([plain, entry("x", () => files)], everything);
  expect(found).toEqual(["/checkout/.cache/backends/x/runtime", "/checkout/.cache/backends/x/cuda"]);
});

test("leaves out the device's libraries where they are not wanted", async () => {
  const found = await portableFiles([entry("x", () => files)], { deviceLibraries: false });
  expect(found).toEqual(["/checkout/.cache/backends/x/runtime"]);
});

test("says how to set up what is not", async () => {
  await expect(portableFiles([entry("x", () => null)], everything)).rejects.toThrow(
    "--backend x: is not set up; evenkeel setup x",
  );
});

test("refuses a backend that works only where it was made", async () => {
  await expect(portableFiles([plain, entry("tfjs-node")], everything)).rejects.toThrow(
    "--backend tfjs-node: cannot be bundled",
  );
});

test("takes nothing for a Python backend, set up or not", async () => {
  expect(await portableFiles([findBackend("torch-cuda"), findBackend("keras-cpu")], everything)).toEqual([]);
});
