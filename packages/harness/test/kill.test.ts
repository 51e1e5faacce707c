import { describe, expect, it } from "vitest";
import { fakeCells, killAndResume, killParent, type ParentSignal } from "./fixtures/kill.ts";

const completed = ["completed", "completed", "completed"];

describe("a run that is killed", () => {
  it("before its folder is there leaves nothing", async () => {
    const { left } = await killAndResume({ victim: "parent", told: "probing", ms: 0 });
    expect(left).toBeNull();
  });

  it("with one cell settled keeps it, and does the others when it is resumed", async () => {
    const { left, resumed } = await killAndResume({ victim: "parent", told: "settled", ms: 0 });
    expect(left?.cells.map(({ id }) => id)).toEqual(["r1.gradients.tiny.good.s7"]);
    expect(resumed.cells.map(({ state }) => state)).toEqual(completed);
  });
});

it.skipIf(process.platform !== "linux")("a run that is killed leaves no process", async () => {
  const moment = { victim: "parent", told: `"phase":"loading"`, ms: 0 } as const;
  expect((await killParent(moment, fakeCells)).orphans).toEqual([]);
});

describe("a run that is sent a signal", () => {
  it.each<ParentSignal>(["SIGINT", "SIGTERM", "SIGHUP"])("%s is interrupted, and goes on", async (signal) => {
    const { left, resumed } = await killAndResume({ victim: "parent", told: "settled", ms: 0, signal });
    expect(left).toMatchObject({ state: "interrupted", cells: [{ id: "r1.gradients.tiny.good.s7" }] });
    expect(resumed.cells.map(({ state }) => state)).toEqual(completed);
  });

  it("SIGSTOP and SIGCONT loses nothing", async () => {
    const { left } = await killAndResume({ victim: "parent", told: "settled", ms: 0, signal: "SIGSTOP" });
    expect(left?.state).toBe("finished");
    expect(left?.cells.map(({ state }) => state)).toEqual(completed);
  });
});

describe("a cell that is killed", () => {
  it("fails alone, and is done again when the run is resumed", async () => {
    const { left, resumed } = await killAndResume({ victim: "child", launch: 3, ms: 0 });
    expect(left).toMatchObject({
      state: "finished",
      cells: [{}, { state: "failed", reason: { code: "crashed" } }, {}],
    });
    expect(resumed.cells.map(({ state }) => state)).toEqual(completed);
  });
});
