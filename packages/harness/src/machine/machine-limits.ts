import os from "node:os";
import type { MachineLimits } from "@evenkeel/core";
import { controlGroups, type ControlGroup } from "./cgroup.ts";
import { systemFiles, type SystemFiles } from "./system-files.ts";

/** What the machine is, before anything bounds it. */
export interface Hardware {
  readonly cores: number;
  readonly memoryBytes: number;
}

const thisHardware = (): Hardware => ({ cores: os.cpus().length || 1, memoryBytes: os.totalmem() });

/** What this process may use of the machine: the hardware, its affinity, and its control groups' quota and limit. */
export function machineLimits(
  files: SystemFiles = systemFiles,
  { cores, memoryBytes }: Hardware = thisHardware(),
): MachineLimits {
  return {
    hardwareCores: cores,
    hardwareMemoryBytes: memoryBytes,
    affinityCores: affinityIn(files("/proc/self/status") ?? ""),
    quotaCores: smallest(controlGroups("cpu", files).map((group) => quotaOf(group, files))),
    memoryLimitBytes: memoryLimit(files, memoryBytes),
  };
}

/**
 * How many threads can run at once: those cores that the process may run on, and of a quota its whole cores, at least
 * one, as more threads than that are held up by the kernel.
 */
export function coresWithin({ hardwareCores, affinityCores, quotaCores }: MachineLimits): number {
  const bounds = [affinityCores ?? hardwareCores, quotaCores === null ? Infinity : Math.floor(quotaCores)];
  return Math.max(1, Math.min(...bounds));
}

/** Memory that the process may fill, in bytes. */
export function memoryWithin({ hardwareMemoryBytes, memoryLimitBytes }: MachineLimits): number {
  return Math.min(hardwareMemoryBytes, memoryLimitBytes ?? Infinity);
}

/** The number of threads that this process may run at once here. */
export function usableCores(): number {
  return Math.min(coresWithin(machineLimits()), os.availableParallelism());
}

/** From `Cpus_allowed_list: 0-3,8`; null where the system does not say. */
function affinityIn(status: string): number | null {
  const list = /^Cpus_allowed_list:\s*(?<list>[\d,-]+)$/m.exec(status)?.groups?.["list"];
  if (list === undefined) return null;
  const count = list.split(",").reduce((sum, range) => {
    const [first = Number.NaN, last = first] = range.split("-").map(Number);
    return sum + last - first + 1;
  }, 0);
  return Number.isInteger(count) && count > 0 ? count : null;
}

/** Version 2: `cpu.max` holds `<quota or max> <period>` in µs. Version 1: a file each, and −1 for no quota. */
function quotaOf({ version, folder }: ControlGroup, files: SystemFiles): number | null {
  const [quota, period] =
    version === 2
      ? (files(`${folder}/cpu.max`) ?? "").trim().split(" ")
      : [files(`${folder}/cpu.cfs_quota_us`), files(`${folder}/cpu.cfs_period_us`)];
  const cores = Number(quota ?? Number.NaN) / Number(period ?? 100_000);
  return Number.isFinite(cores) && cores > 0 ? cores : null;
}

/** The smallest limit of the groups; version 1 writes an immense number for none. */
function memoryLimit(files: SystemFiles, hardwareBytes: number): number | null {
  const names = { 1: ["memory.limit_in_bytes"], 2: ["memory.max", "memory.high"] } as const;
  const limits = controlGroups("memory", files).flatMap(({ version, folder }) =>
    names[version].map((name) => {
      const text = files(`${folder}/${name}`)?.trim() ?? "";
      const bytes = /^\d+$/.test(text) ? Number(text) : 0;
      return bytes > 0 && bytes < hardwareBytes ? bytes : null;
    }),
  );
  return smallest(limits);
}

function smallest(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : Math.min(...known);
}
