import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fuzzTarget } from "../src/fuzz-target.ts";

const worker = join(import.meta.dirname, "faulty-worker.ts");
const options = { seconds: 60, seed: 1, hangSeconds: 2, heapMiB: 128, worker };

describe("fuzzTarget", () => {
  it("finds an exception that is not ours, and shrinks the input to what it takes", async () => {
    const { finding } = await fuzzTarget("throws", options);
    expect(finding?.problem).toContain("undefined is not a function");
    // One edit is left: it writes a word at the most.
    const changed = [...(finding?.input ?? [])].filter((byte) => byte !== 0);
    expect(new Set(changed)).toEqual(new Set([0xff]));
    expect(changed.length).toBeLessThanOrEqual(4);
  });

  it.each([
    ["is-wrong", 60, "too short", (input: Uint8Array) => input.length < 16],
    ["hangs", 2, "no end after 2 s", (input: Uint8Array) => input.includes(0x22)],
    ["ends", 60, "the process ended with 3", (input: Uint8Array) => input.includes(0x22)],
    ["eats", 60, "heap", (input: Uint8Array) => input.includes(0x22)],
  ] as const)("finds what %s, with the input that did it", async (target, hangSeconds, problem, didIt) => {
    const { finding } = await fuzzTarget(target, { ...options, hangSeconds });
    expect(finding?.problem).toContain(problem);
    expect(finding !== null && didIt(finding.input)).toBe(true);
  });

  it("finds nothing in what is good, and says how much it tried", async () => {
    const { tried, finding } = await fuzzTarget("is-good", { ...options, seconds: 0.5 });
    expect(finding).toBeNull();
    expect(tried).toBeGreaterThan(100);
  });
});
