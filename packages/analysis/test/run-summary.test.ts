import { expect, test } from "vitest";
import { summaryDocumentOf, summaryDocumentSchema } from "../src/run-summary.ts";
import { madeUpRun } from "./fixture/made-up-run.ts";

test("holds every settled cell and the report's comparison, with units, n and basis", () => {
  const { run } = madeUpRun({ models: ["lenet-5"], rounds: 2 });
  const { cells, comparison, ...rest } = summaryDocumentOf(run, "reports/runs/x");
  expect(rest).toEqual({
    schemaVersion: run.schemaVersion,
    runId: run.runId,
    folder: "reports/runs/x",
    fingerprint: run.fingerprint,
    claims: run.claims,
  });
  expect(run.claims.length).toBeGreaterThan(0);
  expect(cells).toHaveLength(run.cells.length);
  expect(comparison).toHaveLength(4 * 10);
  expect(comparison.find(({ column, backend }) => column === "accuracy" && backend === "tfjs-cpu")).toMatchObject({
    workload: "lenet-5",
    task: "evaluate",
    measurement: "evaluate.accuracy",
    state: "completed",
    comparable: false,
    best: false,
    limits: [{ work: "train", done: 3, planned: 375, unit: "steps", seconds: 12 }],
    summary: { unit: "ratio", replicates: 1, n: 200, basis: "measured" },
  });
});

test("is what its schema says", () => {
  const document = summaryDocumentOf(madeUpRun({ rounds: 2, seeds: [1, 2] }).run, "x");
  expect(summaryDocumentSchema.parse(JSON.parse(JSON.stringify(document)))).toEqual(document);
});

test("is JSON that comes back as it was", () => {
  const document = summaryDocumentOf(madeUpRun({ state: "running", settle: () => null }).run, "x");
  expect(JSON.parse(JSON.stringify(document))).toEqual(document);
  expect(document.comparison.every(({ summary, state }) => summary === null && state === "not-run")).toBe(true);
});

test("holds the machine's name where it has one", () => {
  const { run } = madeUpRun({ models: ["lenet-5"] });
  expect(summaryDocumentOf(run, "x")).not.toHaveProperty("machineName");
  const named = { ...run, environment: { ...run.environment, machineName: "lab-1" } };
  const document = summaryDocumentOf(named, "x");
  expect(document.machineName).toBe("lab-1");
  expect(summaryDocumentSchema.parse(document)).toEqual(document);
});
