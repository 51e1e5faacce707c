import { once } from "node:events";
import { readFileSync } from "node:fs";
import type { Readable } from "node:stream";
import { execa } from "execa";
import { describe, expect, it } from "vitest";
import { ticksIn } from "../src/machine/machine-counters.ts";
import { memoryMeasurements, ownPeakRssBytes, TreeMemory } from "../src/memory.ts";

const linux = process.platform === "linux";
const mebibyte = 2 ** 20;

/** A Node that fills `mib` MiB and lives until its stdin closes, with a child of its own that does the same. */
const filler = `
  const { spawn } = require("node:child_process");
  const [mib, deep] = process.argv.slice(1).map(Number);
  global.kept = Buffer.alloc(mib * 2 ** 20, 1);
  const said = () => process.stdout.write("ready\\n");
  if (deep) spawn(process.execPath, ["-e", process.env.FILLER, mib, 0], { stdio: ["pipe", "pipe", "inherit"] }).stdout.once("data", said);
  else said();
  process.stdin.on("end", () => process.exit()).resume();
`;

function fill(mib: number, deep: boolean) {
  return execa(process.execPath, ["-e", filler, String(mib), deep ? "1" : "0"], {
    env: { FILLER: filler },
    stdin: "pipe",
  });
}

/** A Node whose child works for 300 ms, says so and lives until it is told to end; the Node says when it has. */
const employer = `
  const { spawn } = require("node:child_process");
  const work = 'const until = 3e5; while (process.cpuUsage().user < until); console.log("worked"); process.stdin.on("end", () => process.exit()).resume();';
  const worker = spawn(process.execPath, ["-e", work], { stdio: ["pipe", "inherit", "inherit"] });
  worker.once("exit", () => console.log("reaped"));
  process.stdin.once("data", () => worker.stdin.end()).on("end", () => process.exit());
`;

async function ready(child: { readonly stdout: Readable }): Promise<void> {
  await once(child.stdout, "data");
}

describe("ownPeakRssBytes", () => {
  it("is at least what is resident now, and does not go down", async () => {
    const now = process.memoryUsage.rss();
    const before = await ownPeakRssBytes();
    expect(before).toBeGreaterThanOrEqual(now * 0.9);
    expect(await ownPeakRssBytes()).toBeGreaterThanOrEqual(before);
  });

  it.runIf(linux)("is the kernel's high-water mark", async () => {
    const kib = /VmHWM:\s*(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))?.[1];
    expect(await ownPeakRssBytes()).toBeGreaterThanOrEqual(Number(kib) * 1024);
  });
});

describe.runIf(linux)("TreeMemory", () => {
  it("adds up a process and its descendants, and keeps the peak when they are gone", async () => {
    const child = fill(60, true);
    await ready(child);
    const tree = new TreeMemory(child.pid ?? -1);
    const peak = (await tree.observePeakBytes()) ?? 0;
    expect(peak).toBeGreaterThan(120 * mebibyte);
    child.stdin.end();
    await child;
    expect(await tree.observePeakBytes()).toBe(peak);
  });

  it("leaves the processor time of a worker that has ended to the process that waited for it", async () => {
    const child = execa(process.execPath, ["-e", employer], { stdin: "pipe" });
    const tree = new TreeMemory(child.pid ?? -1);
    await ready(child);
    await tree.observePeakBytes();
    expect(await tree.descendantTicks()).toBeGreaterThan(10);
    child.stdin.write("end it");
    await ready(child);
    expect(await tree.descendantTicks()).toBe(0);
    const reaped = ticksIn(readFileSync(`/proc/${child.pid}/stat`, "utf8"));
    expect(reaped?.children).toBeGreaterThan(10);
    child.stdin.end();
    await child;
  });

  it("does not count what the parent held when it forked", async () => {
    const held = Buffer.alloc(300 * mebibyte, 1);
    const child = fill(1, false);
    await ready(child);
    expect(await new TreeMemory(child.pid ?? -1).observePeakBytes()).toBeLessThan(held.length);
    child.stdin.end();
    await child;
  });

  it("is null for a process that never was", async () => {
    expect(await new TreeMemory(2 ** 30).observePeakBytes()).toBeNull();
  });
});

describe("memoryMeasurements", () => {
  it("leaves out what needs a baseline when there is none", () => {
    expect(Object.keys(memoryMeasurements(5, null))).toEqual(["memory.peakRssBytes"]);
  });

  it("never goes below zero", () => {
    expect(memoryMeasurements(5, 7)["memory.aboveBaselineBytes"]?.value).toBe(0);
  });
});
