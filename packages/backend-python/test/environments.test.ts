import { readFile } from "node:fs/promises";
import type { RuntimeInfo } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { environments, withPinnedVersion } from "../src/environments.ts";

const runtime = (library: string, version: string): RuntimeInfo => {
  return { library, version, provider: "cpu", threads: 1, simd: null, deviceName: null };
};

describe("withPinnedVersion", () => {
  it("names the pinned version where another one runs", () => {
    expect(withPinnedVersion(runtime("torch", "2.11.0+cu130")).pinnedVersion).toBe("2.13.0");
    expect(withPinnedVersion(runtime("keras", "3.15.0 on tensorflow 2.20.0")).pinnedVersion).toMatch(/2\.21/);
  });

  it("says nothing of the pinned one, whatever its build", () => {
    for (const same of [runtime("torch", "2.13.0+cu130"), runtime("keras", "3.15.0 on tensorflow 2.21.0")]) {
      expect(withPinnedVersion(same)).toBe(same);
    }
  });

  it("knows what the files of requirements pin", async () => {
    for (const { name, requirements } of Object.values(environments)) {
      const text = (await Promise.all(requirements.map((file) => readFile(file, "utf8")))).join("\n");
      const pinned = (library: string) => new RegExp(`\\b${library}==([\\d.]+)`).exec(text)?.[1] ?? "nothing";
      const library = name.startsWith("torch") ? "torch" : name.startsWith("onnx") ? "onnxruntime (Python)" : "keras";
      const version =
        library === "torch"
          ? pinned("torch")
          : library !== "keras"
            ? pinned("onnxruntime")
            : `${pinned("keras")} on tensorflow ${pinned("tensorflow(?:-cpu)?")}`;
      expect(withPinnedVersion(runtime(library, version)), `${name}: ${version}`).not.toHaveProperty("pinnedVersion");
    }
  });
});
