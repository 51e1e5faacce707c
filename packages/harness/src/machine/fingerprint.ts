import type { MachineIdentity } from "@evenkeel/core";
import { sha256Of } from "../sha256.ts";

const gibibyte = 2 ** 30;

/** What a machine may show above its class before it counts to the next. */
const classTolerance = 1.05;

/** The machine's identity: times compare only where it is equal. Every part of it counts, in a stated order. */
export function fingerprintOf(machine: MachineIdentity): string {
  const { cpu, cpuVersion, isa, cores, memoryClassGiB, gpus, gpuDriverMajor, cudaMajor, platform, arch } = machine;
  const parts = [cpu, cpuVersion, isa, cores, memoryClassGiB, gpus, gpuDriverMajor, cudaMajor, platform, arch];
  return sha256Of(JSON.stringify(parts)).slice(0, 16);
}

/**
 * The class of some memory, in GiB: 1, 1.5, 2, 3, 4, 6, 8, 12, … The smallest that holds it, as a kernel shows less
 * than is built in: of 24 GiB between 23 and 24. Up to 5% above a class still count to it.
 */
export function memoryClassOf(memoryBytes: number): number {
  const gibibytes = memoryBytes / gibibyte / classTolerance;
  const power = 2 ** Math.ceil(Math.log2(gibibytes));
  return gibibytes <= 0.75 * power ? 0.75 * power : power;
}

/** The identity by the rule of runs that do not keep its parts: memory in whole GiB, and nothing of vectors or GPUs. */
export function olderFingerprintOf(machine: {
  readonly cpu: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly platform: string;
  readonly arch: string;
}): string {
  const { cpu, cores, memoryBytes, platform, arch } = machine;
  const identity = [cpu, cores, Math.round(memoryBytes / gibibyte), platform, arch].join("\n");
  return sha256Of(identity).slice(0, 16);
}
