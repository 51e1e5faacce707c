import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { killAndResume, type Cells } from "./fixtures/kill.ts";

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
});
