import { controlGroups } from "./cgroup.ts";
import { numberNamed, systemFiles, type SystemFiles } from "./system-files.ts";

/** What the kernel has counted since it started; a part is null, or has no entry, where it does not say. */
export interface MachineCounters {
  /** Of all cores, in clock ticks. */
  readonly busyTicks: number | null;
  readonly stolenTicks: number | null;
  readonly allTicks: number | null;
  /** Of this process and of those of its children that are gone, in clock ticks. */
  readonly ownTicks: number | null;
  readonly childTicks: number | null;
  /** In which a control group's quota held its processes up, in µs, summed over cores; by the group's folder. */
  readonly throttledMicroseconds: Readonly<Record<string, number>>;
  /** In which some task waited for a core, in µs. */
  readonly waitedMicroseconds: number | null;
  /** Processes that were killed because memory ran out, in the control group or on the machine. */
  readonly memoryKills: number | null;
}

export function machineCounters(files: SystemFiles = systemFiles): MachineCounters {
  return {
    ...processorTicks(files("/proc/stat") ?? ""),
    ...ticksOfThisProcess(files("/proc/self/stat") ?? ""),
    throttledMicroseconds: throttled(files),
    waitedMicroseconds: waited(files("/proc/pressure/cpu") ?? ""),
    memoryKills: memoryKills(files),
  };
}

/** User and system time of a process in `/proc/<pid>/stat`, in clock ticks; null for what is no such text. */
export function ticksIn(stat: string): { readonly own: number; readonly children: number } | null {
  // The name before the last bracket may hold anything.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [user, system, childUser, childSystem] = fields.slice(11, 15).map(Number);
  const own = (user ?? Number.NaN) + (system ?? Number.NaN);
  const children = (childUser ?? Number.NaN) + (childSystem ?? Number.NaN);
  return Number.isFinite(own) && Number.isFinite(children) ? { own, children } : null;
}

/** From the line `cpu  user nice system idle iowait irq softirq steal guest guest_nice`; guests count as user. */
function processorTicks(stat: string) {
  const ticks = /^cpu {2}(?<ticks>[\d ]+)$/m.exec(stat)?.groups?.["ticks"]?.split(" ").map(Number);
  if (ticks === undefined || ticks.length < 4) return { busyTicks: null, stolenTicks: null, allTicks: null };
  const [user = 0, nice = 0, system = 0, idle = 0, waiting = 0, irq = 0, softIrq = 0, stolen = 0] = ticks;
  const busy = user + nice + system + irq + softIrq;
  return { busyTicks: busy, stolenTicks: stolen, allTicks: busy + idle + waiting + stolen };
}

function ticksOfThisProcess(stat: string) {
  const ticks = ticksIn(stat);
  return { ownTicks: ticks?.own ?? null, childTicks: ticks?.children ?? null };
}

/** Each group counts its own quota. */
function throttled(files: SystemFiles): Record<string, number> {
  const times = controlGroups("cpu", files).flatMap(({ version, folder }) => {
    const stat = files(`${folder}/cpu.stat`);
    const time = version === 2 ? numberNamed(stat, "throttled_usec") : numberNamed(stat, "throttled_time");
    return time === null ? [] : [[folder, version === 2 ? time : time / 1000] as const];
  });
  return Object.fromEntries(times);
}

/** From `some avg10=0.00 avg60=0.00 avg300=0.00 total=12345`. */
function waited(pressure: string): number | null {
  const total = /^some .*\btotal=(?<total>\d+)$/m.exec(pressure)?.groups?.["total"];
  return total === undefined ? null : Number(total);
}

/** A group's own counter where there is one: other groups' processes are not ours. */
function memoryKills(files: SystemFiles): number | null {
  const [own] = controlGroups("memory", files).flatMap(({ version, folder }) => {
    const kills = numberNamed(files(`${folder}/${version === 2 ? "memory.events" : "memory.oom_control"}`), "oom_kill");
    return kills === null ? [] : [kills];
  });
  return own ?? numberNamed(files("/proc/vmstat"), "oom_kill");
}
