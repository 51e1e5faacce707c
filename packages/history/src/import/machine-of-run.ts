import { obtainedRuntime, type Run } from "@evenkeel/analysis";
import type { MachineIdentity } from "@evenkeel/core";
import type { MachineRow } from "../night.ts";

/** The machine of a run: what its fingerprint was made from, or of older runs what else they say of it. */
export function machineOfRun(run: Run): MachineRow {
  const { fingerprint, environment } = run;
  const { machine, machineName: name = null } = environment;
  return { fingerprint, name, ...(machine === undefined ? olderMachine(run) : presentMachine(machine)) };
}

type Described = Omit<MachineRow, "fingerprint" | "name">;

function presentMachine({ cpu, cpuVersion, isa, arch, ...machine }: MachineIdentity): Described {
  const { cores, memoryClassGiB: memoryGib, gpus, gpuDriverMajor, cudaMajor, platform } = machine;
  const cuda = cudaMajor === null ? "" : `, CUDA ${cudaMajor}`;
  return {
    cpu: cpuVersion === null ? cpu : `${cpu} (${cpuVersion})`,
    gpu: gpus.length === 0 ? null : gpus.join(", "),
    cores,
    memoryGib,
    isa: [arch, ...(isa ?? [])].join(" "),
    platform,
    driver: gpuDriverMajor === null ? null : `${gpuDriverMajor}${cuda}`,
  };
}

function olderMachine(run: Run): Described {
  const { cpu, cores, memoryBytes, operatingSystem } = run.environment;
  const words = operatingSystem.split(" ");
  const gpus = run.backends.flatMap(({ id, device }) => {
    const runtime = device === "cuda" || device === "webgpu" ? obtainedRuntime(run, id) : null;
    return runtime === null || runtime.adapter === "software" ? [] : (runtime.deviceName ?? []);
  });
  return {
    cpu,
    gpu: gpus.length === 0 ? null : [...new Set(gpus)].join(", "),
    cores,
    memoryGib: Math.round(memoryBytes / 2 ** 30),
    isa: words.at(-1) ?? null,
    platform: words[0] ?? null,
    driver: null,
  };
}
