import type { CellResult, MachineLoad } from "@evenkeel/core";
import { describe, expect, it } from "vitest";
import { busyBeforeText, busyCellText, busyRunText } from "../src/index.ts";
import { coresText, isHardlyBusy, memoryText } from "../src/words/machine.ts";

const idle: MachineLoad = { loadPerCore: 0.1, othersShare: 0.01, stolenShare: 0, throttledShare: 0, waitingShare: 0.4 };
const cell = (machineLoad: MachineLoad, id = "r1.train.a") => ({ id, wallSeconds: 3, machineLoad }) as CellResult;
const runOf = (before: MachineLoad, ...cells: CellResult[]) =>
  ({ environment: { machineLoad: before }, cells }) as unknown as Parameters<typeof busyRunText>[0];

describe("a busy machine", () => {
  it("is told of before the run by load, other programs, steal and throttling", () => {
    expect(busyBeforeText(idle)).toBeNull();
    const busy = { ...idle, loadPerCore: 1.5, othersShare: 0.43, stolenShare: 0.05, throttledShare: 0.3 };
    const text = busyBeforeText(busy) ?? "";
    for (const part of ["1.50 a core", "took 43%", "gave 5% of its time", "up for 30%"]) expect(text).toContain(part);
  });

  it("is told of beside a cell, whose own load is no sign", () => {
    expect(busyCellText(cell({ ...idle, loadPerCore: 4 }))).toBeNull();
    expect(busyCellText(cell({ ...idle, othersShare: 0.5 }))).toBe(
      "busy machine: other programs took 50% of its cores",
    );
  });

  it("is told of a whole run with the number of its cells and the worst of them", () => {
    expect(busyRunText(runOf(idle, cell(idle)))).toBeNull();
    const some = runOf(idle, cell({ ...idle, othersShare: 0.2 }), cell({ ...idle, othersShare: 0.6 }), cell(idle));
    expect(busyRunText(some)).toMatch(/^The machine was busy: in 2 of 3 cells, at the most, other programs took 60%/);
    expect(busyRunText(runOf({ ...idle, loadPerCore: 2, othersShare: 0.06 }, cell(idle)))).toMatch(
      /before the first cell the load average/,
    );
  });

  it("is no warning where few cells met other work and no round was disturbed by it", () => {
    const cells = Array.from({ length: 40 }, (_, index) => cell(index === 3 ? { ...idle, othersShare: 0.2 } : idle));
    const rounds = [{ round: 1, disturbed: null }] as unknown as NonNullable<
      Parameters<typeof busyRunText>[0]["rounds"]
    >;
    const calm = { ...runOf(idle, ...cells), rounds };
    expect(isHardlyBusy(calm)).toBe(true);
    expect(busyRunText(calm)).toBe(
      "In 1 of 40 cells, at the most, other programs took 20% of its cores; no round was disturbed by it.",
    );
    expect(isHardlyBusy({ ...calm, cells: cells.slice(0, 10) })).toBe(false);
    expect(isHardlyBusy(runOf(idle, ...cells))).toBe(false);
  });

  it("is not told of by a load average that only a run before it left", () => {
    expect(busyBeforeText({ ...idle, loadPerCore: 2 })).toBeNull();
    expect(busyBeforeText({ ...idle, loadPerCore: 2, othersShare: null })).toContain("2.00 a core");
  });

  it("is nothing that an older run could tell of", () => {
    expect(busyRunText({ environment: {}, cells: [] } as unknown as Parameters<typeof busyRunText>[0])).toBeNull();
  });
});

describe("what a run may use", () => {
  const limits = {
    hardwareCores: 16,
    hardwareMemoryBytes: 2 ** 36,
    affinityCores: 4,
    quotaCores: 2.5,
    memoryLimitBytes: 2 ** 32,
  };

  it("stands beside what the machine has, with what bounds it", () => {
    expect(coresText({ cores: 2, machineLimits: limits })).toBe(
      "2 of 16 cores (its affinity allows 4, its quota is 2.5)",
    );
    expect(memoryText({ memoryBytes: 2 ** 32, machineLimits: limits })).toMatch(/^4(\.0)? GiB of 64 GiB$/);
  });

  it("is what the machine has where nothing bounds it or an older run does not say", () => {
    expect(coresText({ cores: 2 })).toBe("2 cores");
    expect(memoryText({ memoryBytes: 2 ** 33 })).toMatch(/^8(\.0)? GiB$/);
  });
});
