import type { Environment, MachineIdentity } from "@evenkeel/core";
import { madeUpIdentity } from "@evenkeel/core/fixture";
import { describe, expect, it } from "vitest";
import { whatDiffers } from "../src/index.ts";
import { run } from "./fixtures.ts";

const on = (parts: Partial<MachineIdentity> = {}): Environment => ({
  ...run.environment,
  machine: { ...madeUpIdentity, ...parts },
});

describe("what differs between two machines", () => {
  it("is nothing between runs of one, whatever else differs between them", () => {
    expect(whatDiffers(on(), { ...on(), node: "v25.0.0", operatingSystem: "Linux 7 x64", machineName: "b" })).toEqual(
      [],
    );
  });

  it.each<[Partial<MachineIdentity>, string]>([
    [{ isa: ["avx2", "fma", "avx512f", "avx512_vnni"] }, "ISA: avx512f, avx512_vnni in the second alone"],
    [{ isa: ["avx2", "avx_vnni"] }, "ISA: fma in the first alone; avx_vnni in the second alone"],
    [{ isa: null }, "ISA: avx2, fma and unknown"],
    [{ cpu: "AMD EPYC 9005" }, "processor: AMD EPYC and AMD EPYC 9005"],
    [{ cpuVersion: null }, "processor version: AuthenticAMD family 25 model 1 stepping 1 and unknown"],
    [{ cores: 4 }, "cores: 2 and 4"],
    [{ memoryClassGiB: 32 }, "memory class: 24 GiB and 32 GiB"],
    [{ gpus: ["NVIDIA A", "NVIDIA A"] }, "GPU: none and NVIDIA A + NVIDIA A"],
    [{ gpuDriverMajor: 580 }, "GPU driver: none and 580"],
    [{ cudaMajor: 13 }, "CUDA: none and 13"],
    [{ platform: "darwin" }, "system: linux and darwin"],
    [{ arch: "arm64" }, "architecture: x64 and arm64"],
  ])("is told of %o", (parts, told) => {
    expect(whatDiffers(on(), on(parts))).toEqual([told]);
  });

  it("of runs that keep no parts is what they say elsewhere, and that they keep none", () => {
    const { machine: _, ...older } = on();
    expect(whatDiffers(older, { ...older, memoryBytes: 2 ** 34 })).toEqual(["memory: 8 GiB and 16 GiB"]);
    expect(whatDiffers(older, { ...on(), cores: 4 })).toEqual([
      "cores: 2 and 4",
      "how it was told: the first run keeps no ISA and no GPU of its machine",
    ]);
    expect(whatDiffers(on(), older)).toEqual([
      "how it was told: the second run keeps no ISA and no GPU of its machine",
    ]);
  });
});
