import type { ProcessorState } from "@evenkeel/core";
import { systemFiles, type SystemFiles } from "./system-files.ts";

/** What the kernel shows of the processors now. */
export interface ProcessorReading extends Omit<ProcessorState, "throttleEvents"> {
  /** Since the machine started, summed over the processors. */
  readonly throttleCount: number | null;
}

/** Reads the processors; passed in so that tests make machines up. */
export type ProcessorGauge = () => ProcessorReading;

/**
 * A gauge over those files of /sys that this kernel has: looked for once, so that a reading opens a few files and takes
 * well under a millisecond on most machines. Virtual machines mostly show none of them.
 */
export function processorGauge(files: SystemFiles = systemFiles): ProcessorGauge {
  const cpus = onlineIn(files("/sys/devices/system/cpu/online") ?? "").map((id) => `/sys/devices/system/cpu/cpu${id}`);
  const there = (paths: readonly string[]) => paths.filter((path) => numberIn(files(path)) !== null);
  const frequencies = there(cpus.map((cpu) => `${cpu}/cpufreq/scaling_cur_freq`));
  const counts = there(cpus.map((cpu) => `${cpu}/thermal_throttle/core_throttle_count`));
  const temperatures = there(temperaturePaths(files));
  return () => {
    const read = (paths: readonly string[]) => paths.flatMap((path) => numberIn(files(path)) ?? []);
    const [kilohertz, events, millidegrees] = [read(frequencies), read(counts), read(temperatures)];
    const fastest = Math.max(0, ...kilohertz);
    return {
      frequencyMHz: fastest === 0 ? null : Math.round(fastest / 1000),
      temperatureCelsius: millidegrees.length === 0 ? null : Math.max(...millidegrees) / 1000,
      throttleCount: events.length === 0 ? null : events.reduce((sum, count) => sum + count, 0),
    };
  };
}

let found: ProcessorGauge | null = null;

/** Of the running kernel. */
export const systemProcessors: ProcessorGauge = () => (found ??= processorGauge())();

/** Looks at the processors now, and again when it is read: nothing runs in between. Null where nothing is shown. */
export function watchProcessors(gauge?: ProcessorGauge): { read(): ProcessorState | null } {
  const before = gauge?.().throttleCount ?? null;
  return {
    read: () => {
      if (gauge === undefined) return null;
      const { frequencyMHz, temperatureCelsius, throttleCount } = gauge();
      const throttleEvents = before === null || throttleCount === null ? null : Math.max(0, throttleCount - before);
      const state = { frequencyMHz, temperatureCelsius, throttleEvents };
      return Object.values(state).every((part) => part === null) ? null : state;
    },
  };
}

/** Most devices of a kind, and sensors of one, that are looked for. */
const mostDevices = 32;
/** Drivers whose sensors lie in the processors: Intel, AMD, and boards that name it so. */
const processorDrivers = /^(?:coretemp|k10temp|zenpower|cpu[_-]?thermal|x86_pkg_temp)/;

function temperaturePaths(files: SystemFiles): string[] {
  const numbers = Array.from({ length: mostDevices }, (_, index) => index);
  const isProcessor = (path: string) => processorDrivers.test(files(path)?.trim() ?? "");
  const sensors = numbers.flatMap((device) => {
    const folder = `/sys/class/hwmon/hwmon${device}`;
    return isProcessor(`${folder}/name`) ? numbers.map((sensor) => `${folder}/temp${sensor + 1}_input`) : [];
  });
  const zones = numbers.flatMap((zone) => {
    const folder = `/sys/class/thermal/thermal_zone${zone}`;
    return isProcessor(`${folder}/type`) ? [`${folder}/temp`] : [];
  });
  return [...sensors, ...zones];
}

/** From `0-3,8`; a list that no machine has gives nothing. */
function onlineIn(text: string): number[] {
  return text
    .trim()
    .split(",")
    .flatMap((range) => {
      const [first = Number.NaN, last = first] = range.split("-").map(Number);
      const count = last - first + 1;
      return range !== "" && count > 0 && count <= 4096 ? Array.from({ length: count }, (_, at) => first + at) : [];
    });
}

function numberIn(text: string | null): number | null {
  const trimmed = text?.trim() ?? "";
  return /^-?\d+$/.test(trimmed) ? Number(trimmed) : null;
}
