import { tmpdir } from "node:os";
import { environmentSchema } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { collectEnvironment, fingerprintOf } from "../src/environment.ts";

const machine = { cpu: "A 9000", cores: 2, memoryBytes: 8 * 2 ** 30, platform: "linux", arch: "x64" };

describe("collectEnvironment", () => {
  it("describes this machine and this checkout", async () => {
    const environment = environmentSchema.parse(await collectEnvironment());
    expect(environment.node).toBe(process.version);
    expect(environment.packages).toMatchObject({ tinybench: expect.stringMatching(/^\d+\.\d+\.\d+/) as string });
  });

  it("has no commit outside of a checkout", async () => {
    expect(await collectEnvironment(tmpdir())).toMatchObject({ evenkeelCommit: null, dirty: null });
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
