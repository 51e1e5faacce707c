import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { environmentSchema, type MachineIdentity } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { collectEnvironment } from "../src/environment.ts";
import { fingerprintOf } from "../src/machine/fingerprint.ts";

describe("collectEnvironment", () => {
  it("describes this machine and this checkout", async () => {
    const environment = environmentSchema.parse(await collectEnvironment());
    expect(environment.node).toBe(process.version);
    expect(environment.machine).toMatchObject({ platform: process.platform, arch: process.arch });
    expect(environment.fingerprint).toBe(fingerprintOf(environment.machine as MachineIdentity));
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
