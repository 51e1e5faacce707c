import { describe, expect, it } from "vitest";
import { machineCounters, ticksIn } from "../../src/machine/machine-counters.ts";
import { watchLoad } from "../../src/machine/machine-load.ts";
import { FakeClock } from "../fixtures/fake-clock.ts";

interface Seen {
  /** Of all cores, in ticks. */
  readonly user: number;
  readonly idle: number;
  readonly stolen: number;
  readonly own: number;
  readonly children: number;
  readonly throttled: number;
  readonly waited: number;
  readonly kills: number;
}

const none: Seen = { user: 1, idle: 1, stolen: 0, own: 0, children: 0, throttled: 0, waited: 0, kills: 0 };

/** Files of a kernel with version 2's control groups. */
const filesOf = ({ user, idle, stolen, own, children, throttled, waited, kills }: Seen) => ({
  "/proc/stat": `cpu  ${user} 0 0 ${idle} 0 0 0 ${stolen} 0 0\ncpu0 9 9 9 9\nctxt 5\n`,
  "/proc/self/stat": `77 (a (b) c) R 1 2 3 4 5 6 7 8 9 10 ${own} 0 ${children} 0 20 0 11\n`,
  "/proc/self/cgroup": "0::/job\n",
  "/proc/self/mountinfo": "31 23 0:28 / /sys/fs/cgroup rw - cgroup2 cgroup2 rw\n",
  "/sys/fs/cgroup/job/cpu.stat": `usage_usec 5\nnr_throttled 3\nthrottled_usec ${throttled}\n`,
  "/sys/fs/cgroup/job/memory.events": `oom 0\noom_kill ${kills}\n`,
  "/proc/pressure/cpu": `some avg10=1.00 avg60=0.00 avg300=0.00 total=${waited}\nfull avg10=0.00 total=0\n`,
});

/** What is read after ten seconds in which the counters grew by what is said. */
function seen(grown: Partial<Seen>, orphanTicks = 0) {
  const after = { ...none };
  for (const name of Object.keys(grown) as (keyof Seen)[]) after[name] += grown[name] ?? 0;
  let files: Record<string, string> = filesOf(none);
  const clock = new FakeClock();
  const gauge = { counters: () => machineCounters((path) => files[path] ?? null), loadPerCore: () => 0.25 };
  const watch = watchLoad(gauge, clock);
  clock.advance(10_000);
  files = filesOf(after);
  return { load: watch.read(orphanTicks), kills: watch.memoryKills() };
}

describe("watchLoad", () => {
  it("counts as others' what neither this process nor those it started took", () => {
    const { load } = seen({ user: 900, idle: 1100, own: 50, children: 350 }, 100);
    expect(load).toMatchObject({ loadPerCore: 0.25, othersShare: 0.2, stolenShare: 0 });
    expect(seen({ user: 900, idle: 1100, children: 1200 }).load.othersShare).toBe(0);
  });

  it("reads steal, throttling and waiting as shares of the time", () => {
    const { load } = seen({ user: 100, idle: 800, stolen: 100, throttled: 2_500_000, waited: 5_000_000 });
    expect(load).toMatchObject({ stolenShare: 0.1, throttledShare: 0.25, waitingShare: 0.5 });
  });

  it.each([
    ["the inner", 1_000_000, 0],
    ["the outer", 0, 1_000_000],
    ["both, by the longer time,", 400_000, 1_000_000],
  ])("reads throttling of %s of two groups, whatever each had before", (_, inner, outer) => {
    const files: Record<string, string> = { ...filesOf(none) };
    const gauge = { counters: () => machineCounters((path) => files[path] ?? null), loadPerCore: () => null };
    const clock = new FakeClock();
    const throttle = (job: number, above: number) => {
      files["/sys/fs/cgroup/job/cpu.stat"] = `throttled_usec ${job}\n`;
      files["/sys/fs/cgroup/cpu.stat"] = `throttled_usec ${above}\n`;
    };
    throttle(5, 9e9);
    const watch = watchLoad(gauge, clock);
    clock.advance(10_000);
    throttle(5 + inner, 9e9 + outer);
    expect(watch.read().throttledShare).toBe(0.1);
  });

  it("counts what the kernel killed for memory meanwhile", () => {
    expect(seen({ kills: 2 }).kills).toBe(2);
    expect(seen({}).kills).toBe(0);
  });

  it("tells nothing where the system does not", () => {
    const gauge = { counters: () => machineCounters(() => null), loadPerCore: () => null };
    const watch = watchLoad(gauge, new FakeClock());
    expect(Object.values(watch.read())).toEqual([null, null, null, null, null]);
    expect(watch.memoryKills()).toBeNull();
  });
});

describe("machineCounters", () => {
  it("reads version 1's counters, and the machine's kills where the group counts none", () => {
    const files: Record<string, string> = {
      "/proc/self/cgroup": "4:cpu,cpuacct:/a\n5:memory:/a\n",
      "/proc/self/mountinfo":
        "32 31 0:29 / /cg/cpu rw - cgroup cgroup rw,cpu,cpuacct\n35 31 0:32 / /cg/memory rw - cgroup cgroup rw,memory\n",
      "/cg/cpu/a/cpu.stat": "nr_periods 9\nnr_throttled 4\nthrottled_time 7000000\n",
      "/cg/memory/a/memory.oom_control": "oom_kill_disable 0\nunder_oom 0\n",
      "/proc/vmstat": "nr_free_pages 5\noom_kill 3\n",
    };
    const read = () => machineCounters((path) => files[path] ?? null);
    expect(read()).toMatchObject({ throttledMicroseconds: { "/cg/cpu/a": 7000 }, memoryKills: 3, busyTicks: null });
    files["/cg/memory/a/memory.oom_control"] = "under_oom 0\noom_kill 1\n";
    expect(read().memoryKills).toBe(1);
  });

  it.each(["", "77", "77 (x) R 1", "77 (x) R a b c d e f g h i j k l m n"])("takes no ticks from %j", (text) => {
    expect(ticksIn(text)).toBeNull();
  });
});
