import { describe, expect, it } from "vitest";
import { findBackend, registryHere } from "../src/registry.ts";

const byDefault = (bundled: ReadonlySet<string> | null) =>
  registryHere(bundled)
    .filter(({ byNameOnly }) => byNameOnly !== true)
    .map(({ id }) => id);

describe("the registry", () => {
  it("runs everything of the plain install where nothing is asked for", () => {
    expect(byDefault(null)).toEqual(["onnx-cpu", "onnx-wasm", "tfjs-wasm", "tfjs-cpu"]);
  });

  it("runs in a bundle only what the bundle was made for, and knows the others by name", () => {
    const bundled = new Set(["onnx-wasm", "onnx-cuda"]);
    expect(byDefault(bundled)).toEqual(["onnx-wasm"]);
    expect(registryHere(bundled).map(({ id }) => id)).toEqual(registryHere(null).map(({ id }) => id));
  });

  it("starts what asks cuBLAS for TensorFloat-32 with what keeps it from getting any", () => {
    const variables = { NVIDIA_TF32_OVERRIDE: "0", MALLOC_PERTURB_: "255" };
    const given = registryHere(null).filter((entry) => entry.variables !== undefined);
    expect(given.map((entry) => [entry.id, entry.variables])).toEqual([
      ["onnx-cuda", variables],
      ["tfjs-node-gpu", variables],
    ]);
  });

  it("has no two backends of one id", () => {
    const ids = registryHere(null).map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
  });

  it("names the known backends where one is unknown", () => {
    expect(() => findBackend("onnx")).toThrow(/--backend: unknown backend; expected onnx-cpu, onnx-wasm.*got "onnx"$/);
    expect(() => findBackend("onxx-cpu", "backends")).toThrow(/^backends: .*; did you mean onnx-cpu\?$/);
  });
});
