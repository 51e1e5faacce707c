import type { MachineIdentity } from "@evenkeel/core";
import { execa } from "execa";
import { memoryClassOf } from "./fingerprint.ts";
import { graphicsCards, type RunProgram } from "./graphics-cards.ts";
import { kindOnLinux, kindOnMacos, kindOnWindows, type ProcessorKind } from "./instruction-set.ts";
import { systemFiles, type SystemFiles } from "./system-files.ts";

/** Where what is known of a machine comes from; tests make machines up. */
export interface MachineSources {
  readonly platform: string;
  readonly arch: string;
  readonly files: SystemFiles;
  readonly run: RunProgram;
  readonly variables: Readonly<Record<string, string | undefined>>;
}

const thisMachine: MachineSources = {
  platform: process.platform,
  arch: process.arch,
  files: systemFiles,
  run: async (program, args) => {
    const options = { reject: false, timeout: 10_000, stdin: "ignore", stderr: "ignore", windowsHide: true } as const;
    // A name that sysctl does not know makes it fail, and it prints the others.
    const { stdout } = await execa(program, args, options);
    return typeof stdout === "string" ? stdout : null;
  },
  variables: process.env,
};

/** The machine's parts, of which its fingerprint is made. Never rejects: what the system does not tell is null. */
export async function machineIdentity(
  { cpu, cores, memoryBytes }: { readonly cpu: string; readonly cores: number; readonly memoryBytes: number },
  sources: MachineSources = thisMachine,
): Promise<MachineIdentity> {
  const { platform, arch, run, variables } = sources;
  const { version, isa } = await processorKind(sources);
  const { gpus, ...driver } = await graphicsCards(run, variables["CUDA_VISIBLE_DEVICES"]);
  return {
    cpu,
    cpuVersion: version,
    isa: isa === null ? null : [...isa],
    cores,
    memoryClassGiB: memoryClassOf(memoryBytes),
    gpus: [...gpus],
    ...driver,
    platform,
    arch,
  };
}

async function processorKind({ platform, files, run, variables }: MachineSources): Promise<ProcessorKind> {
  if (platform === "darwin") {
    return kindOnMacos((await run("sysctl", ["machdep.cpu", "hw.optional", "hw.cpufamily", "hw.cpusubfamily"])) ?? "");
  }
  return platform === "win32" ? kindOnWindows(variables["PROCESSOR_IDENTIFIER"] ?? "") : kindOnLinux(files);
}
