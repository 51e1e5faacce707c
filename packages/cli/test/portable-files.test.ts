import type { BackendEntry, BackendSetup } from "@evenkeel/core";
import { expect, test } from "vitest";
import { portableFiles } from "../src/portable-files.ts";
import { findBackend } from "../src/registry.ts";

function entry(id: string, parts: Pick<BackendSetup, "portable" | "neededElsewhere">): BackendEntry {
  const setup = { description: "", install: () => Promise.resolve(), ...parts };
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
  const { paths } = await portableFiles([plain, entry("x", { portable: () => files })], everything);
  expect(paths).toEqual(["/checkout/.cache/backends/x/runtime", "/checkout/.cache/backends/x/cuda"]);
});

test("leaves out the device's libraries where they are not wanted", async () => {
  const { paths } = await portableFiles([entry("x", { portable: () => files })], { deviceLibraries: false });
  expect(paths).toEqual(["/checkout/.cache/backends/x/runtime"]);
});

test("says how to set up what is not", async () => {
  await expect(portableFiles([entry("x", { portable: () => null })], everything)).rejects.toThrow(
    "--backend x: is not set up; run: npx -y pnpm@12 evenkeel setup x",
  );
});

test("refuses a backend that works only where it was built", async () => {
  await expect(portableFiles([plain, entry("x", {})], everything)).rejects.toThrow(/--backend x: cannot be bundled/);
});

test("takes Python backends, set up or not, and says what the other machine needs", async () => {
  const found = await portableFiles(
    ["torch-cuda", "torch-cpu"].map((id) => findBackend(id)),
    everything,
  );
  expect(found.paths).toEqual([]);
  expect(found.neededElsewhere).toEqual([
    expect.stringMatching(/^torch-cuda needs EVENKEEL_PYTHON=.*requirements\/torch-cuda\.txt/),
    expect.stringMatching(/torch-common\.txt and packages\/backend-python\/requirements\/torch-cpu-wheel\.txt/),
  ]);
});
