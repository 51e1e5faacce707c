import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { bundledBackends, installation } from "../src/installation.ts";

test("reads what a bundle says of itself, and gives null in a checkout", async () => {
  const folder = await mkdtemp(join(tmpdir(), "evenkeel-bundled-"));
  try {
    const file = join(folder, "bundle.json");
    expect(bundledBackends(file)).toBeNull();
    await writeFile(file, JSON.stringify({ evenkeelCommit: "abc", dirty: false, backends: ["onnx-cpu"] }));
    expect([...(bundledBackends(file) ?? [])]).toEqual(["onnx-cpu"]);
    for (const damaged of ["", "{", "[]", '{"backends":7}']) {
      await writeFile(file, damaged);
      expect(() => bundledBackends(file)).toThrow(/bundle\.json: damaged; expected JSON .*; unpack the bundle again$/);
    }
  } finally {
    await rm(folder, { recursive: true });
  }
});

test("knows that these tests run in a checkout", () => {
  expect(installation).toBe("checkout");
});
