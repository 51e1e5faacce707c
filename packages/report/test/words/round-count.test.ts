import type { Run, RunData } from "@evenkeel/analysis";
import { madeUpRun } from "@evenkeel/analysis/fixture";
import { expect, test } from "vitest";
import { html } from "../../src/exporters/html.ts";
import { markdown } from "../../src/exporters/markdown.ts";

const tasks = ["train", "latency", "step-time"] as const;
const stepTime = { batchSizes: [32], threads: [2], references: ["onnx-cpu"] };

/** Seven rounds of a run that asked for two, and went on until it was decided. */
function decided(): RunData {
  const data = madeUpRun({ models: ["lenet-5"], backends: ["onnx-cpu", "onnx-wasm"], rounds: 7, tasks, stepTime });
  const experiment: Run["experiment"] = { ...data.run.experiment, rounds: 2, untilDecided: { maxRounds: 9 } };
  const untilDecided = { maxRounds: 9, decidedAfter: 7, why: "onnx-cpu leads" };
  return { ...data, run: { ...data.run, experiment, untilDecided, changes: ["--until-decided"] } };
}

test("a run that was not over after the rounds it asked for says how many it came to", () => {
  const page = html(decided());
  expect(page).toContain("7 rounds");
  expect(page).not.toMatch(/\b2 rounds/);
  expect(page).toContain("after 7 of at most 9 rounds: onnx-cpu leads");
  const open = { maxRounds: 9, decidedAfter: null, why: "2 are open" };
  expect(html({ ...decided(), run: { ...decided().run, untilDecided: open } })).toContain(
    "not within at most 9 rounds: 2 are open",
  );
  const text = markdown(decided());
  expect(text).toContain("Medians over 7 rounds");
  expect(text).not.toMatch(/\b2 rounds/);
});
