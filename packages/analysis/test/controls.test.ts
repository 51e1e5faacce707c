import { isControl, taskNames, type CellResult, type Measurement } from "@evenkeel/core";
import { tasks } from "@evenkeel/tasks";
import { describe, expect, test } from "vitest";
import * as analysis from "../src/index.ts";
import { madeUpRun, type MadeUpOptions } from "./fixture/index.ts";

const backends = ["onnx-cpu", "onnx-wasm", "tfjs-wasm"];
const options: MadeUpOptions = {
  backends,
  models: ["lenet-5", "keras-mlp"],
  rounds: 4,
  seeds: [1, 2],
  threads: [1, "default"],
  tasks: taskNames,
  stepTime: { batchSizes: [4, 32], threads: [1, 2], references: ["onnx-wasm"] },
};

/** A graphics card was seen, busier and fuller by every cell. */
function seen(cell: CellResult): CellResult {
  if (cell.state !== "completed") return cell;
  const of = (unit: Measurement["unit"]) => ({
    value: isControl(cell) ? 1 : 0.5,
    unit,
    n: 3,
    basis: "measured" as const,
  });
  const device = {
    "device.meanUtilisation": of("ratio"),
    "device.peakUtilisation": of("ratio"),
    "device.peakMemoryBytes": of("bytes"),
  };
  const runtime = { ...cell.runtime, deviceVersions: { driver: "1" } };
  return { ...cell, runtime, measurements: { ...cell.measurements, ...device } };
}

const plain = madeUpRun({ ...options, settle: (_, result) => seen(result) });
const controlled = madeUpRun({ ...options, aa: true, settle: (_, result) => seen(result) });
const { workloads } = plain.run;

/** All that is said of a run but what lists its cells one by one. */
const readings: Readonly<Record<string, (data: analysis.RunData) => unknown>> = {
  armsOf: ({ run }) => analysis.armsOf(run),
  comparisonsOf: ({ run }) => analysis.comparisonsOf(run),
  comparison: ({ run }) => analysis.summaryDocumentOf(run, "x").comparison,
  standings: ({ run }) =>
    workloads.flatMap(({ id }) => analysis.columns.map((column) => analysis.standingsOf(run, id, column))),
  leaders: ({ run }) =>
    workloads.flatMap(({ id }) =>
      analysis.columns.map((column) => analysis.leaderOf(run, id, column, analysis.standingsOf(run, id, column) ?? [])),
    ),
  outcomes: ({ run }) =>
    workloads.flatMap(({ id: workload }) =>
      backends.flatMap((backend) =>
        analysis.plannedTasksOf(run).map((task) => analysis.outcomeOf(run, { workload, backend }, task)),
      ),
    ),
  agreement: (data) => workloads.map(({ id }) => analysis.agreementOf(data, id)),
  disagreement: (data) => workloads.map(({ id }) => analysis.disagreementOf(data, id)),
  classReports: (data) => analysis.classReportsOf(data),
  devices: ({ run }) => analysis.deviceEvidenceOf(run),
  gate: (data) => analysis.gateOf(data),
  interfaceCosts: (data) => workloads.map(({ id }) => analysis.interfaceCostsOf(data, id)),
  lossCurves: (data) => workloads.map(({ id }) => analysis.lossCurvesOf(data, id)),
  lossDifferences: (data) => workloads.map(({ id }) => analysis.lossDifferencesOf(data, id)),
  epochAccuracies: (data) => workloads.map(({ id }) => analysis.epochAccuraciesOf(data, id)),
  runtimes: ({ run }) => backends.map((backend) => analysis.obtainedRuntime(run, backend)),
  batchRates: (data) => workloads.map(({ id }) => analysis.batchRatesOf(data, id)),
  latencyDistributions: (data) => workloads.map(({ id }) => analysis.latencyDistributionsOf(data, id)),
  trades: (data) => workloads.map(({ id }) => analysis.tradeOf(data, id)),
  coldStarts: (data) => workloads.map(({ id }) => analysis.coldStartsOf(data, id)),
  trainingSpeeds: (data) => analysis.trainingSpeedsOf(data),
  fastestSteps: (data) => workloads.map(({ id }) => analysis.fastestStepsOf(data, id)),
};

describe("a run with controls", () => {
  test("has one beside every time, and their values lie elsewhere than their twins'", () => {
    const controls = controlled.run.cells.filter(isControl);
    const twins = plain.run.cells.filter(({ task, seed }) => tasks[task].repeats.rounds && seed === 1);
    expect(controls.map(({ id }) => id)).toEqual(twins.map(({ id }) => `${id}.aa`));
    const p50 = (cells: readonly CellResult[]) =>
      cells.flatMap((cell) => cell.measurements["latency.p50Ms"]?.value ?? []);
    expect(p50(controls)).toHaveLength(4 * 2 * (2 + 2 + 1));
    expect(p50(controls)).not.toEqual(p50(twins));
  });

  test.each(Object.entries(readings))("says the same of its backends as one without: %s", (_, reading) => {
    const expected = reading(plain);
    expect(expected).not.toEqual([]);
    expect(reading(controlled)).toEqual(expected);
  });

  test("leads nothing by a control where its twin is missing", () => {
    const lone = madeUpRun({
      ...options,
      aa: true,
      tasks: ["latency"],
      settle: (cell, result) => (isControl(cell) ? result : null),
    });
    expect(workloads.map(({ id }) => analysis.isMeasured(lone.run, id))).toEqual([false, false]);
    const entries = analysis.summaryDocumentOf(lone.run, "x").comparison;
    expect(entries.every(({ summary, state }) => summary === null && state === "not-run")).toBe(true);
    expect(analysis.gapsOf(lone)[0]?.cells).toHaveLength(lone.run.plan.length / 2);
  });

  test("names a control that came to nothing among what is missing, and not in the comparison", () => {
    const reason = { code: "exit", message: "it ended", remedy: null };
    const failing = madeUpRun({
      ...options,
      aa: true,
      tasks: ["latency"],
      settle: (cell, result) =>
        isControl(cell) && cell.backend === "onnx-cpu"
          ? {
              ...cell,
              device: "cpu",
              startedAt: result.startedAt,
              wallSeconds: 1,
              state: "failed",
              runtime: null,
              measurements: {},
              reason,
            }
          : result,
    });
    expect(analysis.gapsOf(failing)).toMatchObject([{ kind: "unfinished", reason, place: { backend: "onnx-cpu" } }]);
    const rows = analysis.comparisonsOf(failing.run).flatMap((one) => one.workloads.flatMap(({ rows: own }) => own));
    expect(rows.flatMap(({ troubles }) => troubles)).toEqual([]);
  });

  test("is told from its twin in a table of measurements", () => {
    const control = controlled.run.cells.find(isControl) as CellResult;
    const twin = controlled.run.cells.find(({ id }) => `${id}.aa` === control.id) as CellResult;
    expect([twin, control].map((cell) => analysis.dimensionsOf(cell).control)).toEqual([null, "aa"]);
  });
});
