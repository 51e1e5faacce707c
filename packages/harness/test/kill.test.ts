import { describe, expect, it } from "vitest";
import { killAndResume } from "./fixtures/kill.ts";

describe("a run that is killed", () => {
  it("before its folder is there leaves nothing", async () => {
    const { left } = await killAndResume({ victim: "parent", told: "probing", ms: 0 });
    expect(left).toBeNull();
  });

  it("with one cell settled keeps it, and does the others when it is resumed", async () => {
    const { left, resumed } = await killAndResume({ victim: "parent", told: "settled", ms: 0 });
    expect(left?.cells.map(({ id }) => id)).toEqual(["r1.gradients.tiny.good.s7"]);
    expect(resumed.cells.map(({ state }) => state)).toEqual(["completed", "completed", "completed"]);
  });
});

describe("a cell that is killed", () => {
  it("fails alone, and is done again when the run is resumed", async () => {
    const { left, resumed } = await killAndResume({ victim: "child", launch: 3, ms: 0 });
    expect(left).toMatchObject({
      state: "finished",
      cells: [{}, { state: "failed", reason: { code: "crashed" } }, {}],
    });
    expect(resumed.cells.map(({ state }) => state)).toEqual(["completed", "completed", "completed"]);
  });
});
