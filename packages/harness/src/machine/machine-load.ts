import os from "node:os";
import type { MachineLoad } from "@evenkeel/core";
import { systemClock, type Clock } from "../clock.ts";
import { machineCounters, type MachineCounters } from "./machine-counters.ts";
import { usableCores } from "./machine-limits.ts";

/** What tells how busy a machine is; passed in so that tests make machines up. */
export interface MachineGauge {
  counters(): MachineCounters;
  /** 1-minute load average over the usable cores; null where the system has none. */
  loadPerCore(): number | null;
}

export const systemGauge: MachineGauge = {
  counters: machineCounters,
  loadPerCore: () => (process.platform === "win32" ? null : (os.loadavg()[0] ?? 0) / usableCores()),
};

export interface WatchedLoad {
  /**
   * What was seen since the watch began. `orphanTicks` is the processor time of processes of ours that are no children
   * of this one: nobody counts it for us.
   */
  read(orphanTicks?: number): MachineLoad;
  /** Processes that were killed for want of memory meanwhile; null where the system does not say. */
  memoryKills(): number | null;
}

/** Looks at the machine's counters now, and again when it is read: nothing runs in between. */
export function watchLoad(gauge: MachineGauge = systemGauge, clock: Pick<Clock, "nowMs"> = systemClock): WatchedLoad {
  const before = gauge.counters();
  const loadPerCore = gauge.loadPerCore();
  const startMs = clock.nowMs();
  return {
    read: (orphanTicks = 0) => ({
      loadPerCore,
      ...loadBetween(before, gauge.counters(), { wallMs: clock.nowMs() - startMs, orphanTicks }),
    }),
    memoryKills: () => difference(before, gauge.counters(), "memoryKills"),
  };
}

interface Span {
  readonly wallMs: number;
  readonly orphanTicks: number;
}

function loadBetween(
  before: MachineCounters,
  after: MachineCounters,
  { wallMs, orphanTicks }: Span,
): Omit<MachineLoad, "loadPerCore"> {
  const grown = (name: Counter) => difference(before, after, name);
  const [all, busy, stolen] = [grown("allTicks"), grown("busyTicks"), grown("stolenTicks")];
  const ours = (grown("ownTicks") ?? 0) + (grown("childTicks") ?? 0) + orphanTicks;
  const share = (part: number | null, whole: number | null) =>
    part === null || whole === null || whole <= 0 ? null : rounded(Math.min(1, Math.max(0, part / whole)));
  const wallMicroseconds = wallMs * 1000;
  const throttled = mostThrottled(before, after);
  return {
    othersShare: before.ownTicks === null || busy === null ? null : share(busy - ours, all),
    stolenShare: share(stolen, all),
    throttledShare: throttled === null || wallMs <= 0 ? null : rounded(throttled / wallMicroseconds),
    waitingShare: share(grown("waitedMicroseconds"), wallMicroseconds),
  };
}

/** More digits say nothing, and a journal holds one of these for each cell. */
function rounded(share: number): number {
  return Math.round(share * 1e4) / 1e4;
}

/** Of the control group that was held up most meanwhile; null where none tells. */
function mostThrottled(before: MachineCounters, after: MachineCounters): number | null {
  const growths = Object.entries(after.throttledMicroseconds).flatMap(
    ([group, now]) => growth(before.throttledMicroseconds[group] ?? null, now) ?? [],
  );
  return growths.length === 0 ? null : Math.max(...growths);
}

type Counter = Exclude<keyof MachineCounters, "throttledMicroseconds">;

function difference(before: MachineCounters, after: MachineCounters, name: Counter): number | null {
  return growth(before[name], after[name]);
}

/** Null unless both tell, and for a counter that went back. */
function growth(one: number | null, other: number | null): number | null {
  return one === null || other === null || other < one ? null : other - one;
}
