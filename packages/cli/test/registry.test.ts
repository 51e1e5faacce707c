import { allBackends } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { program } from "../src/program.ts";
import { defaultBackendsText, findBackend, registryHere } from "../src/registry.ts";

const byDefault = (bundled: ReadonlySet<string> | null) => allBackends(registryHere(bundled)).map(({ id }) => id);

describe("the registry", () => {
  it("runs everything of the plain install where nothing is asked for", () => {
    expect(byDefault(null)).toEqual(["onnx-cpu", "onnx-wasm", "tfjs-wasm", "tfjs-cpu"]);
  });

  it("runs in a bundle only what the bundle was made for, and knows the others by name", () => {
    const bundled = new Set(["onnx-wasm", "onnx-cuda"]);
    expect(byDefault(bundled)).toEqual(["onnx-wasm"]);
    expect(registryHere(bundled).map(({ id }) => id)).toEqual(registryHere(null).map(({ id }) => id));
  });

  it("says in every command's help which backends it takes where none is named", () => {
    expect(defaultBackendsText(null)).toBe("the four that come with the plain install");
    expect(defaultBackendsText(new Set(["onnx-wasm", "onnx-cuda"]))).toBe("the one that comes with this bundle");
    for (const name of ["run", "check", "diverge", "determinism", "bundle"]) {
      const help =
        program()
          .commands.find((command) => command.name() === name)
          ?.helpInformation() ?? "";
      expect(help.replaceAll(/\s+/g, " "), name).toContain("the four that come with the plain install");
      expect(help, name).not.toContain("all that run here");
    }
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
