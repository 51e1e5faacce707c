import { describe, expect, it } from "vitest";
import { supervise, type Limits } from "../src/launcher/supervise.ts";
import type { ProgressMessage } from "../src/messages.ts";
import { FakeClock } from "./fixtures/fake-clock.ts";
import { FakeProcess } from "./fixtures/fake-process.ts";

const job = { kind: "probe", backend: "a" } as const;
const limits: Limits = { hardSeconds: 10, memoryBytes: 1000 };
const progress = (peakRssBytes: number): ProgressMessage => ({
  kind: "progress",
  phase: "training",
  fraction: 0.5,
  runtime: null,
  measurements: {},
  peakRssBytes,
});
const baselined = { kind: "baselined", peakRssBytes: 500 } as const;

/** Lets promises that are ready settle. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

function begin(options: { signal?: AbortSignal; onProgress?: (message: ProgressMessage) => void } = {}) {
  const clock = new FakeClock();
  const child = new FakeProcess();
  const supervised = supervise(child, job, { clock, limits, ...options });
  return { clock, child, supervised };
}

describe("supervise", () => {
  it("gives the report, the largest peak and the time it took, and leaves no timer", async () => {
    const seen: ProgressMessage[] = [];
    const { clock, child, supervised } = begin({ onProgress: (message) => seen.push(message) });
    clock.advance(2500);
    child.say(progress(800));
    child.finish(baselined);
    const result = await supervised;
    expect(result).toMatchObject({
      ending: { kind: "reported", message: baselined },
      progress: { fraction: 0.5 },
      peakRssBytes: 800,
      wallSeconds: 2.5,
    });
    expect(seen).toEqual([progress(800)]);
    expect(clock.pending).toBe(0);
  });

  it("kills what is not home at the hard limit, and keeps its last progress", async () => {
    const { clock, child, supervised } = begin();
    child.say(progress(10));
    await settle();
    clock.advance(9999);
    expect(child.kills).toBe(0);
    clock.advance(1);
    expect(await supervised).toMatchObject({
      ending: { kind: "killed", why: "time" },
      progress: progress(10),
      wallSeconds: 10,
    });
    expect([child.kills, clock.pending]).toEqual([1, 0]);
  });

  it("looks at the tree's memory once a second and kills above the limit", async () => {
    const { clock, child, supervised } = begin();
    child.peakRssBytes = 1000;
    clock.advance(1000);
    await settle();
    expect(child.kills).toBe(0);
    child.peakRssBytes = 1001;
    clock.advance(1000);
    expect(await supervised).toMatchObject({ ending: { kind: "killed", why: "memory" }, peakRssBytes: 1001 });
  });

  it("believes a child that reports too much memory itself", async () => {
    const { child, supervised } = begin();
    child.say(progress(1001));
    expect(await supervised).toMatchObject({ ending: { kind: "killed", why: "memory" } });
  });

  it("tells a death without a word", async () => {
    const { child, supervised } = begin();
    child.exit({ exitCode: null, signal: "SIGSEGV", log: "boom" });
    expect(await supervised).toMatchObject({ ending: { kind: "died" }, exit: { signal: "SIGSEGV", log: "boom" } });
  });

  it("kills a child that says what it must not", async () => {
    const { child, supervised } = begin();
    child.say({ kind: "completed", runtime: "none" });
    const { ending } = await supervised;
    expect(ending).toMatchObject({ kind: "garbled", detail: expect.stringContaining("runtime") as string });
    expect(child.kills).toBe(1);
  });

  it("kills at once when the signal aborts, before or after the start", async () => {
    const controller = new AbortController();
    const { supervised } = begin({ signal: controller.signal });
    controller.abort();
    expect((await supervised).ending).toEqual({ kind: "killed", why: "interrupted" });
    const late = begin({ signal: controller.signal });
    expect((await late.supervised).ending).toEqual({ kind: "killed", why: "interrupted" });
    expect(late.child.kills).toBe(1);
  });

  it("kills a child that has reported and does not go", async () => {
    const { clock, child, supervised } = begin();
    child.say(baselined);
    await settle();
    expect(child.kills).toBe(0);
    clock.advance(5000);
    expect((await supervised).ending.kind).toBe("reported");
    expect(child.kills).toBeGreaterThan(0);
  });
});
