import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { killAndResume, killParent, type Cells } from "./fixtures/kill.ts";

const project = new URL("../../../", import.meta.url);
const python: Cells = {
  backend: "torch-cpu",
  cell: fileURLToPath(new URL("packages/cli/src/cell.ts", project)),
};
const hasTorch = existsSync(new URL(".cache/backends/torch-cpu", project));
const completed = ["completed", "completed", "completed"];

describe.skipIf(!hasTorch || process.platform !== "linux")("with a Python backend", () => {
  it("a cell whose Python process is killed is done again when the run is resumed", async () => {
    const { left, resumed } = await killAndResume({ victim: "worker", launch: 3, ms: 0 }, python);
    expect(left?.cells[1]).toMatchObject({ state: "failed", reason: { code: "crashed" } });
    expect(resumed.cells.map(({ state }) => state)).toEqual(completed);
  });

  it("a probe whose Python process is killed is asked again when the run is resumed", async () => {
    const { left, resumed } = await killAndResume({ victim: "worker", launch: 0, ms: 0 }, python);
    expect(left?.cells.map(({ state }) => state)).toEqual(["unavailable", "unavailable", "unavailable"]);
    expect(resumed.cells.map(({ state }) => state)).toEqual(completed);
  });

  it.each([
    ["probing", undefined],
    ["checking", "running"],
  ])("nothing outlives a parent that is killed while its cell is %s", async (phase, state) => {
    const { left, orphans } = await killParent({ victim: "parent", told: `"phase":"${phase}"`, ms: 100 }, python);
    expect(orphans).toEqual([]);
    expect(left?.state).toBe(state);
  });

  it("a parent that is sent SIGTERM ends them, and says that it was interrupted", async () => {
    const moment = { victim: "parent", told: `"phase":"checking"`, ms: 0, signal: "SIGTERM" } as const;
    const { left, orphans } = await killParent(moment, python);
    expect(orphans).toEqual([]);
    expect(left).toMatchObject({ state: "interrupted", cells: [] });
  });
});
