import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environmentSchema } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { collectEnvironment, fingerprintOf } from "../src/environment.ts";

const machine = { cpu: "A 9000", cores: 2, memoryBytes: 8 * 2 ** 30, platform: "linux", arch: "x64" };

describe("collectEnvironment", () => {
  it("describes this machine and this checkout", async () => {
    const environment = environmentSchema.parse(await collectEnvironment());
    expect(environment.node).toBe(process.version);
    expect(environment.packages).toMatchObject({ zod: expect.stringMatching(/^\d+\.\d+\.\d+/) as string });
  });

  it("has no commit outside of a checkout", async () => {
    expect(await collectEnvironment(tmpdir())).toMatchObject({ evenkeelCommit: null, dirty: null });
  });

  it("takes a bundle's word for its commit, when it is one", async () => {
    const folder = await mkdtemp(join(tmpdir(), "evenkeel-bundled-"));
    try {
      await writeFile(join(folder, "bundle.json"), JSON.stringify({ evenkeelCommit: "abc", dirty: true }));
      expect(await collectEnvironment(folder)).toMatchObject({ evenkeelCommit: "abc", dirty: true });
      await writeFile(join(folder, "bundle.json"), "{ torn");
      expect(await collectEnvironment(folder)).toMatchObject({ evenkeelCommit: null, dirty: null });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe("fingerprintOf", () => {
  it("is the same for the same machine, and for memory that a kernel rounds", () => {
    expect(fingerprintOf(machine)).toMatch(/^[0-9a-f]{16}$/);
    expect(fingerprintOf({ ...machine, memoryBytes: machine.memoryBytes - 30e6 })).toBe(fingerprintOf(machine));
  });

  it.each([{ cpu: "B 9000" }, { cores: 4 }, { memoryBytes: 2 ** 34 }, { platform: "darwin" }, { arch: "arm64" }])(
    "differs for %o",
    (other) => {
      expect(fingerprintOf({ ...machine, ...other })).not.toBe(fingerprintOf(machine));
    },
  );
});
