import { describe, expect, it } from "vitest";
import { supervise, type Limits } from "../src/launcher/supervise.ts";
import { jobs } from "../src/protocol/jobs.ts";
import type { ProgressMessage } from "../src/protocol/messages.ts";
import { FakeClock } from "./fixtures/fake-clock.ts";
import { FakeProcess } from "./fixtures/fake-process.ts";

const job = { kind: "baseline", datasetFolder: "/dataset", fold: null } as const;
const limits: Limits = { hardSeconds: 10, memoryBytes: 1000 };
const progress = (peakRssBytes: number): ProgressMessage => ({
  kind: "progress",
  phase: "training",
  fraction: 0.5,
  runtime: null,
  measurements: {},
  peakRssBytes,
});
const reply = { peakRssBytes: 500 };

/** Lets promises that are ready settle. */
const settle = () => new Promise((resolve) => setImmediate(resolve));

function begin(options: { signal?: AbortSignal; onProgress?: (message: ProgressMessage) => void } = {}) {
  const clock = new FakeClock();
  const child = new FakeProcess();
  const supervised = supervise(child, jobs.baseline, job, { clock, limits, ...options });
  return { clock, child, supervised };
}

describe("supervise", () => {
  it("gives the reply, the largest peak and the time it took, and leaves no timer", async () => {
    const seen: ProgressMessage[] = [];
    const { clock, child, supervised } = begin({ onProgress: (message) => seen.push(message) });
    clock.advance(2500);
    child.say(progress(800));
    child.reply(reply);
    const result = await supervised;
    expect(result).toMatchObject({
      ending: { kind: "replied", reply },
      progress: { fraction: 0.5 },
      peakRssBytes: 800,
      wallSeconds: 2.5,
    });
    expect(seen).toEqual([progress(800)]);
    expect(clock.pending).toBe(0);
  });

  it("kills what has not replied at the hard limit, and keeps its last progress", async () => {
    const { clock, child, supervised } = begin();
    child.say(progress(10));
    await settle();
    clock.advance(9999);
    expect(child.kills).toBe(0);
    clock.advance(1001);
    expect(await supervised).toMatchObject({
      ending: { kind: "killed", why: "time" },
      progress: progress(10),
      wallSeconds: 11,
    });
    expect([child.kills, clock.pending]).toEqual([1, 0]);
  });

  it("takes the reply that waited while this process was stopped past the limit", async () => {
    const { clock, child, supervised } = begin();
    await settle();
    // After SIGCONT the timers that fell due fire before the messages that came meanwhile are read.
    clock.advance(10_000);
    child.reply(reply);
    expect(await supervised).toMatchObject({ ending: { kind: "replied", reply } });
    expect([child.kills, clock.pending]).toEqual([0, 0]);
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
    child.say({ kind: "reply", reply: { state: "available" } });
    const { ending } = await supervised;
    expect(ending).toMatchObject({ kind: "garbled", detail: expect.stringContaining("peakRssBytes") as string });
    expect(child.kills).toBe(1);
  });

  it.each([
    ["a field too many", { kind: "reply", reply: { ...reply, more: 1 } }],
    ["the reply without its envelope", { kind: "baseline", ...reply }],
    ["progress without its memory", { ...progress(1), peakRssBytes: undefined }],
    ["nothing", null],
  ])("takes %s for a broken protocol", async (_, message) => {
    const { child, supervised } = begin();
    child.say(message);
    expect((await supervised).ending.kind).toBe("garbled");
  });

  it("passes on an error that the child reports, remedy and all", async () => {
    const { child, supervised } = begin();
    const error = { kind: "error", code: "data", message: "no images", remedy: "evenkeel data" } as const;
    child.finish(error);
    expect((await supervised).ending).toEqual({ kind: "refused", error });
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

  it("kills a child that has replied and does not go", async () => {
    const { clock, child, supervised } = begin();
    child.say({ kind: "reply", reply });
    await settle();
    expect(child.kills).toBe(0);
    clock.advance(5000);
    expect((await supervised).ending.kind).toBe("replied");
    expect(child.kills).toBeGreaterThan(0);
  });
});
