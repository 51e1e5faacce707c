import { madeUpRun } from "@evenkeel/analysis/fixture";
import { expect, test } from "vitest";
import { exporters } from "../../src/exporters/index.ts";

test("the summary is one line of JSON that names the folder as it was given", () => {
  const data = madeUpRun({ models: ["lenet-5"] });
  const text = [...exporters.json({ data, folder: "reports/runs/x", table: "measurements" })].join("");
  expect(text).toMatch(/^[^\n]+\n$/);
  expect(JSON.parse(text)).toMatchObject({ runId: data.run.runId, folder: "reports/runs/x", claims: data.run.claims });
});
