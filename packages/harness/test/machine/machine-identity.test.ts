import { machineIdentitySchema, type MachineIdentity } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { fingerprintOf, memoryClassOf, olderFingerprintOf } from "../../src/machine/fingerprint.ts";
import { machineIdentity } from "../../src/machine/machine-identity.ts";
import { appleSilicon, madeUpMachine, nvidiaPrograms, zen3, zen4, zen5 } from "../fixtures/made-up-machines.ts";

const gibibyte = 2 ** 30;
const usable = { cpu: "AMD EPYC", cores: 2, memoryBytes: 23.5 * gibibyte };
const onLinux = (cpuinfo: string) => madeUpMachine({ files: { "/proc/cpuinfo": cpuinfo } });
const onEpyc = (cpuinfo: string) => machineIdentity(usable, onLinux(cpuinfo));

describe("a machine's identity", () => {
  it("is made of its processor, memory class, GPUs, system and architecture", async () => {
    const made = madeUpMachine({ files: { "/proc/cpuinfo": zen3 }, programs: nvidiaPrograms });
    expect(machineIdentitySchema.parse(await machineIdentity(usable, made))).toEqual({
      cpu: "AMD EPYC",
      cpuVersion: "AuthenticAMD family 25 model 1 stepping 1",
      isa: ["sse4_2", "avx", "avx2", "fma", "f16c"],
      cores: 2,
      memoryClassGiB: 24,
      gpus: ["NVIDIA H100 80GB HBM3", "NVIDIA RTX A2000"],
      gpuDriverMajor: 580,
      cudaMajor: 13,
      platform: "linux",
      arch: "x64",
    });
  });

  it("is asked of sysctl on macOS, and of a variable on Windows", async () => {
    const programs = { "sysctl machdep.cpu hw.optional hw.cpufamily hw.cpusubfamily": appleSilicon };
    const mac = await machineIdentity(usable, madeUpMachine({ platform: "darwin", arch: "arm64", programs }));
    expect(mac).toMatchObject({ cpuVersion: "Apple family 1976872121 subfamily 2", platform: "darwin", arch: "arm64" });
    const variables = { PROCESSOR_IDENTIFIER: "AMD64 Family 25 Model 33 Stepping 0, AuthenticAMD" };
    const windows = await machineIdentity(usable, madeUpMachine({ platform: "win32", variables }));
    expect(windows).toMatchObject({ cpuVersion: "AuthenticAMD family 25 model 33 stepping 0", isa: null, gpus: [] });
  });

  it("holds what this machine tells of itself, and is the same the next time", async () => {
    const here = await machineIdentity(usable);
    expect(machineIdentitySchema.parse(here)).toEqual(here);
    expect(await machineIdentity(usable)).toEqual(here);
  });
});

describe("a memory class", () => {
  it.each([
    [24, 24],
    [23.4, 24],
    [25.1, 24],
    [25.3, 32],
    [16.7, 16],
    [16.9, 24],
    [15.6, 16],
    [12.5, 12],
    [7.7, 8],
    [1.5, 1.5],
    [0.9, 1],
    [376, 384],
    [503, 512],
  ])("of %f GiB is %f GiB", (gibibytes, of) => {
    expect(memoryClassOf(gibibytes * gibibyte)).toBe(of);
  });
});

describe("a fingerprint", () => {
  it("tells processors apart that a host calls by one name", async () => {
    const machines = await Promise.all([zen3, zen4, zen5].map(onEpyc));
    expect(new Set(machines.map(fingerprintOf)).size).toBe(3);
    const older = machines.map((machine) => olderFingerprintOf({ ...machine, memoryBytes: usable.memoryBytes }));
    expect(new Set(older).size).toBe(1);
  });

  it("is the same for memory of one class", async () => {
    const more = await machineIdentity({ ...usable, memoryBytes: 24 * gibibyte }, onLinux(zen3));
    expect(fingerprintOf(more)).toMatch(/^[0-9a-f]{16}$/);
    expect(fingerprintOf(more)).toBe(fingerprintOf(await onEpyc(zen3)));
  });

  it.each<Partial<MachineIdentity>>([
    { cpu: "AMD EPYC 9000" },
    { cpuVersion: null },
    { isa: ["sse4_2"] },
    { isa: null },
    { cores: 4 },
    { memoryClassGiB: 32 },
    { gpus: ["NVIDIA H100 80GB HBM3"] },
    { gpuDriverMajor: 580 },
    { cudaMajor: 13 },
    { platform: "darwin" },
    { arch: "arm64" },
  ])("is another for %o", async (part) => {
    const machine = await onEpyc(zen3);
    expect(fingerprintOf({ ...machine, ...part })).not.toBe(fingerprintOf(machine));
  });

  it("of a run that keeps no parts follows the rule of its time", () => {
    const older = { cpu: "A 9000", cores: 2, memoryBytes: 8 * gibibyte, platform: "linux", arch: "x64" };
    expect(olderFingerprintOf({ ...older, memoryBytes: older.memoryBytes - 30e6 })).toBe(olderFingerprintOf(older));
    const others = [
      { cpu: "B 9000" },
      { cores: 4 },
      { memoryBytes: 2 ** 34 },
      { platform: "darwin" },
      { arch: "arm64" },
    ];
    for (const other of others) expect(olderFingerprintOf({ ...older, ...other })).not.toBe(olderFingerprintOf(older));
  });
});
