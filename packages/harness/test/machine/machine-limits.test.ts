import { describe, expect, it } from "vitest";
import { coresWithin, machineLimits, memoryWithin } from "../../src/machine/machine-limits.ts";

const gibibyte = 2 ** 30;
const hardware = { cores: 16, memoryBytes: 64 * gibibyte };
const limitsOf = (files: Readonly<Record<string, string>>) => machineLimits((path) => files[path] ?? null, hardware);

const version2 = {
  "/proc/self/cgroup": "0::/system.slice/job.service\n",
  "/proc/self/mountinfo": "31 23 0:28 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw,nsdelegate\n",
};
const version1 = {
  "/proc/self/cgroup": "5:memory:/docker/abc\n4:cpu,cpuacct:/docker/abc\n1:name=systemd:/docker/abc\n0::/\n",
  "/proc/self/mountinfo": [
    "31 23 0:28 / /sys/fs/cgroup rw - tmpfs tmpfs rw",
    "32 31 0:29 /docker/abc /sys/fs/cgroup/cpu,cpuacct ro - cgroup cgroup rw,cpu,cpuacct",
    "35 31 0:32 /docker/abc /sys/fs/cgroup/memory ro - cgroup cgroup rw,memory",
    "",
  ].join("\n"),
};

describe("machineLimits", () => {
  it("is the hardware where nothing bounds the process or says so", () => {
    const limits = limitsOf({});
    expect(limits).toMatchObject({ affinityCores: null, quotaCores: null, memoryLimitBytes: null });
    expect([coresWithin(limits), memoryWithin(limits)]).toEqual([16, 64 * gibibyte]);
  });

  it.each([
    ["0-15", 16],
    ["3", 1],
    ["0-3,8,10-11", 7],
  ])("counts the cores of the affinity %s", (list, cores) => {
    const limits = limitsOf({ "/proc/self/status": `Name:\tnode\nCpus_allowed:\tff\nCpus_allowed_list:\t${list}\n` });
    expect(coresWithin(limits)).toBe(cores);
  });

  it.each(["", "x", "5-2"])("takes no affinity from %j", (list) => {
    expect(limitsOf({ "/proc/self/status": `Cpus_allowed_list:\t${list}\n` }).affinityCores).toBeNull();
  });

  it("takes the smallest quota and limit of version 2's groups, from the process' own to the outermost", () => {
    const limits = limitsOf({
      ...version2,
      "/sys/fs/cgroup/system.slice/job.service/cpu.max": "max 100000\n",
      "/sys/fs/cgroup/system.slice/cpu.max": "250000 100000\n",
      "/sys/fs/cgroup/system.slice/job.service/memory.max": `${8 * gibibyte}\n`,
      "/sys/fs/cgroup/system.slice/memory.max": `${4 * gibibyte}\n`,
      "/sys/fs/cgroup/memory.max": "max\n",
    });
    expect(limits).toMatchObject({ quotaCores: 2.5, memoryLimitBytes: 4 * gibibyte });
    expect([coresWithin(limits), memoryWithin(limits)]).toEqual([2, 4 * gibibyte]);
  });

  it("reads version 1, where the container's own group is what is mounted", () => {
    const limits = limitsOf({
      ...version1,
      "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "150000\n",
      "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "50000\n",
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": `${2 * gibibyte}\n`,
    });
    expect(limits).toMatchObject({ quotaCores: 3, memoryLimitBytes: 2 * gibibyte });
  });

  it("finds no bound in version 1's ways to say none", () => {
    const limits = limitsOf({
      ...version1,
      "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us": "-1\n",
      "/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us": "100000\n",
      "/sys/fs/cgroup/memory/memory.limit_in_bytes": "9223372036854771712\n",
    });
    expect(limits).toMatchObject({ quotaCores: null, memoryLimitBytes: null });
  });

  it("leaves one core of a quota below one, and takes a group of another namespace for the mount", () => {
    const limits = limitsOf({
      ...version2,
      "/proc/self/cgroup": "0::/../../elsewhere\n",
      "/sys/fs/cgroup/cpu.max": "50000 100000\n",
    });
    expect(limits.quotaCores).toBe(0.5);
    expect(coresWithin(limits)).toBe(1);
  });
});
