import { readdir, readFile } from "node:fs/promises";
import { ticksIn } from "./machine/machine-counters.ts";
import { measurement, type Measurements } from "@evenkeel/core";

const hasProc = process.platform === "linux";

/**
 * The peak resident memory of a process and its descendants, as the kernel counted it for each (`VmHWM`). A descendant
 * that is gone counts with its last seen peak; one that lives shorter than the time between two observations is missed.
 * Linux alone tells one process about another's peak: elsewhere the observation is null and what the cell reports about
 * itself stands (`ownPeakRssBytes`), without its descendants.
 */
export class TreeMemory {
  readonly #root: number;
  readonly #peaks = new Map<number, number>();

  constructor(rootPid: number) {
    this.#root = rootPid;
  }

  /** The sum of all peaks seen so far, or null where the system does not say. */
  async observePeakBytes(): Promise<number | null> {
    if (!hasProc) return null;
    await this.#observe(this.#root);
    return this.#peaks.size === 0 ? null : [...this.#peaks.values()].reduce((sum, peak) => sum + peak, 0);
  }

  /** The process and every descendant that was seen. */
  pids(): ReadonlySet<number> {
    return new Set([this.#root, ...this.#peaks.keys()]);
  }

  /**
   * Processor time of the descendants that are there now, without the process itself, in clock ticks. That of one that
   * is gone is its parent's, as the kernel counts it for whoever waited for it; one that outlives its parent is
   * nobody's.
   */
  async descendantTicks(): Promise<number> {
    const others = [...this.#peaks.keys()].filter((pid) => pid !== this.#root);
    const each = await Promise.all(others.map(async (pid) => ticksIn(await textOf(`/proc/${pid}/stat`))));
    return each.reduce((sum, ticks) => sum + (ticks === null ? 0 : ticks.own + ticks.children), 0);
  }

  async #observe(pid: number): Promise<void> {
    const peak = await peakOf(pid);
    if (peak !== null) this.#peaks.set(pid, Math.max(peak, this.#peaks.get(pid) ?? 0));
    for (const child of await childrenOf(pid)) await this.#observe(child);
  }
}

/**
 * This process' peak with its living descendants. On Linux from `VmHWM`, because `ru_maxrss` there starts at the size
 * that the parent had when it forked; elsewhere `ru_maxrss` or the peak working set, through libuv.
 */
export async function ownPeakRssBytes(): Promise<number> {
  return (await new TreeMemory(process.pid).observePeakBytes()) ?? process.resourceUsage().maxRSS * 1024;
}

async function peakOf(pid: number): Promise<number | null> {
  const kibibytes = /^VmHWM:\s*(?<kib>\d+) kB$/m.exec(await textOf(`/proc/${pid}/status`))?.groups?.["kib"];
  return kibibytes === undefined ? null : Number(kibibytes) * 1024;
}

/** Needs a kernel with CONFIG_PROC_CHILDREN, as distributions ship it; without it there are none. */
async function childrenOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`).catch(() => []);
  const lists = await Promise.all(threads.map((thread) => textOf(`/proc/${pid}/task/${thread}/children`)));
  return lists.flatMap((list) => list.split(" ").filter(Boolean).map(Number));
}

/** Empty for a process that is gone. */
async function textOf(file: string): Promise<string> {
  return readFile(file, "utf8").catch(() => "");
}

/** The measurements of a cell's memory. */
export function memoryMeasurements(peakRssBytes: number, baselineRssBytes: number | null): Measurements {
  return {
    ...measurement("memory.peakRssBytes", peakRssBytes, 1),
    ...(baselineRssBytes !== null && {
      ...measurement("memory.baselineRssBytes", baselineRssBytes, 1),
      ...measurement("memory.aboveBaselineBytes", Math.max(0, peakRssBytes - baselineRssBytes), 1),
    }),
  };
}
