import type { MachineLoad } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { quarantinedFrom, quarantineOf, type RoundRecord } from "../src/index.ts";

const idle: MachineLoad = { loadPerCore: 0.5, othersShare: 0, stolenShare: 0, throttledShare: null, waitingShare: 0 };

/** A round with that load. */
const round = (load: Partial<MachineLoad> = {}, disturbed: RoundRecord["disturbed"] = null): RoundRecord => ({
  round: 1,
  startedAt: "2026-11-28T09:00:00.000Z",
  finishedAt: "2026-11-28T09:01:00.000Z",
  machineLoad: { ...idle, ...load },
  longestPauseSeconds: 0,
  disturbed,
});
const stolen = round({}, { by: "host", value: 0.2 });
const heated = round({}, { by: "heat", value: 3 });
const kernel = (beforeMs: number, afterMs: number | null) => ({ version: 1, beforeMs, afterMs });

describe("a run is quarantined", () => {
  it.each([
    ["every round was disturbed", [stolen], /^1 of 1 round was disturbed, by the host's other machines$/],
    ["most were", [stolen, heated, round()], /^2 of 3 rounds were disturbed, by the host's other machines, heat$/],
    ["half were", [stolen, round()], /^not at all$/],
    ["none was", [round(), round()], /^not at all$/],
    ["nobody looked", [], /^not at all$/],
  ])("where %s", (_, rounds, reason) => {
    expect(quarantineOf({ rounds }) ?? "not at all").toMatch(reason);
  });

  it("where others took much of the processors over rounds none of which was disturbed", () => {
    const some = [round({ othersShare: 0.03, stolenShare: 0.03 }), round({ othersShare: null, stolenShare: 0.04 })];
    expect(quarantineOf({ rounds: some })).toBe(
      "other programs and other machines of the host took 5% of the processors' time",
    );
    expect(quarantineOf({ rounds: [...some, round()] })).toBeNull();
    expect(quarantineOf({ rounds: [round({ othersShare: null, stolenShare: null })] })).toBeNull();
  });

  it.each([
    [30, 33, /^the reference kernel took 30\.0 ms before the first cell and 33\.0 ms after the last, 10% apart$/],
    [45, 30, /50% apart/],
    [30, 32.9, /^not at all$/],
    [32.9, 30, /^not at all$/],
    [30, null, /^not at all$/],
  ])("where the reference kernel took %f ms before and %f after: %s", (beforeMs, afterMs, reason) => {
    const found = quarantineOf({ rounds: [round()], referenceKernel: kernel(beforeMs, afterMs) });
    expect(found ?? "not at all").toMatch(reason);
  });

  it("never for want of evidence: older runs have none", () => {
    expect(quarantineOf({})).toBeNull();
  });

  it("by shares that this page of the source states: half of the rounds, 5% of the time, 10% of the kernel", () => {
    expect(quarantinedFrom).toEqual({ disturbedShare: 0.5, takenShare: 0.05, referenceShare: 0.1 });
  });
});
