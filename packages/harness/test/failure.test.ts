import { describe, expect, it } from "vitest";
import { failureOf } from "../src/launcher/failure.ts";
import type { Ending } from "../src/launcher/supervise.ts";

const clean = { exitCode: 0, signal: null, log: "" };
const cellLimits = { hardSeconds: 84, budgetSeconds: 12, memoryBytes: 2 ** 30 };

function told(
  ending: Exclude<Ending<unknown>, { kind: "replied" }>,
  more: Partial<Parameters<typeof failureOf>[1]> = {},
) {
  const memory = { kills: 0, bytes: 2 ** 33 };
  return failureOf(ending, { exit: clean, peakRssBytes: null, limits: cellLimits, resumable: true, memory, ...more });
}

describe("what is told of a child that gave no reply", () => {
  it("names its budget and the way to more, where it had one", () => {
    expect(told({ kind: "killed", why: "time" })).toEqual({
      code: "time-budget",
      message: "no result within 84 s, the limit at a budget of 12 s (twice the budget and 60 s for loading): killed",
      remedy: "raise the time with --budget",
    });
    expect(told({ kind: "killed", why: "time" }, { limits: { hardSeconds: 60 } })).toEqual({
      code: "time-budget",
      message: "no result within 60 s: killed",
      remedy: null,
    });
  });

  it("names the memory that it took and that was allowed", () => {
    expect(told({ kind: "killed", why: "memory" }, { peakRssBytes: 2 ** 31 })).toEqual({
      code: "memory-budget",
      message: "killed at 2048 MiB: 1024 MiB are allowed",
      remedy: "raise the memory with --memory-budget",
    });
  });

  it.each([
    [
      "its last line",
      { exitCode: null, signal: "SIGSEGV", log: "first\nlast words\n" },
      "was ended by SIGSEGV: last words",
    ],
    [
      "the error it wrote last",
      {
        exitCode: 1,
        signal: null,
        log: "throw new Error()\n\nRangeError [ERR]: too big\n    at a (b.ts:1:2)\n\nNode.js v24\n",
      },
      "exited with code 1: RangeError [ERR]: too big",
    ],
    ["its exit alone where it wrote nothing", { exitCode: 7, signal: null, log: "" }, "exited with code 7"],
  ])("names %s where it died", (_, exit, message) => {
    expect(told({ kind: "died" }, { exit })).toEqual({
      code: "crashed",
      message: `the process ${message}`,
      remedy: "run it again with --resume",
    });
  });

  const enough = 2 ** 32;
  const killed = { exit: { exitCode: null, signal: "SIGKILL", log: "" }, peakRssBytes: 0.9 * enough };

  it("says what it took, what there is and the way out where the kernel killed it for memory", () => {
    const failure = told({ kind: "died" }, { ...killed, memory: { kills: 1, bytes: enough } });
    expect(failure).toMatchObject({
      code: "out-of-memory",
      message:
        "killed by the system, which ran out of memory: it had taken 3686 MiB; 4096 MiB may be used here, " +
        "its own limit being 1024 MiB",
    });
    expect(failure.remedy).toMatch(/a smaller batch.*--memory-budget/);
  });

  it("sees that where the process that it computes in was killed, or by its size where nobody counts", () => {
    const memory = { kills: 1, bytes: enough };
    const error = { kind: "error", code: "crashed", message: "its Python process ended", remedy: null } as const;
    expect(told({ kind: "refused", error }, { memory }).code).toBe("out-of-memory");
    expect(told({ kind: "died" }, { ...killed, memory: { kills: null, bytes: enough } }).code).toBe("out-of-memory");
  });

  it.each([
    ["nobody was killed for memory", { kills: 0, bytes: enough }, "SIGKILL"],
    ["nobody counts and it was small", { kills: null, bytes: 4 * enough }, "SIGKILL"],
    ["it ended by another signal", { kills: 1, bytes: enough }, "SIGSEGV"],
  ])("takes it for a crash where %s", (_, memory, signal) => {
    const exit = { exitCode: null, signal, log: "" };
    expect(told({ kind: "died" }, { ...killed, exit, memory }).code).toBe("crashed");
  });

  it("sends a cell whose Python process died to --resume", () => {
    const error = { kind: "error", code: "crashed", message: "its Python process ended", remedy: null } as const;
    expect(told({ kind: "refused", error }).remedy).toBe("run it again with --resume");
  });

  it("leaves --resume out where nothing can be resumed", () => {
    expect(told({ kind: "died" }, { resumable: false }).remedy).toBeNull();
  });

  it("names what it said that it must not", () => {
    const { code, message } = told({ kind: "garbled", detail: "what?" });
    expect([code, message]).toEqual(["protocol", "its process sent an unknown message: what?"]);
  });

  it("is the child's own error where it reported one", () => {
    const error = { kind: "error", code: "data", message: "no images", remedy: "evenkeel data" } as const;
    expect(told({ kind: "refused", error })).toEqual({ code: "data", message: "no images", remedy: "evenkeel data" });
  });
});
