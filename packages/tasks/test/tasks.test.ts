import { taskNames, type CheckResult } from "@evenkeel/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { computeShare, overheadBatchSizes, ownThreadsOf, taskDefinition, tasks } from "../src/index.ts";

describe("every task", () => {
  it.each(taskNames)("%s runs after what it rests on, and knows its defaults", (name) => {
    const definition = taskDefinition(name);
    for (const before of definition.after) expect(taskNames.indexOf(before)).toBeLessThan(taskNames.indexOf(name));
    expect(definition.variants(definition.settings.parse({}))).toEqual([{}]);
    expect(definition.summary).not.toBe("");
  });

  it("keeps its samples in a file of its own", () => {
    const files = taskNames.map((name) => tasks[name].samples.file);
    expect(new Set(files).size).toBe(files.length);
  });

  it("refuses a setting that it does not have", () => {
    expect(() => tasks.throughput.settings.parse({ batchSize: [1] })).toThrow(/batchSize/);
  });
});

describe("step-time", () => {
  it("may have thread counts of its own", () => {
    const stepTime = tasks["step-time"];
    const { settings } = stepTime;
    expect(stepTime.threads?.(settings.parse({ threads: [1, "default"] }))).toEqual([1, "default"]);
    expect(stepTime.threads?.(settings.parse({}))).toBeNull();
    expect(() => settings.parse({ threads: [2, 2] })).toThrow("no second measurement");
    const own = { "step-time": settings.parse({ threads: [1, 2] }), latency: tasks.latency.settings.parse({}) };
    expect(ownThreadsOf({ tasks: own }, "step-time")).toEqual([1, 2]);
    expect(ownThreadsOf({ tasks: own }, "latency")).toBeNull();
    expect(ownThreadsOf({ tasks: { "step-time": settings.parse({}) } }, "step-time")).toBeNull();
    expect(ownThreadsOf({ tasks: {} }, "step-time")).toBeNull();
  });

  it("rates the batch size that trains most images a second, and says what the machine gave", () => {
    const calls = (callMs: number) => [{ steps: 2, callMs, computeMs: callMs / 3 }];
    expect(
      tasks["step-time"].measurements({
        machine: { threadRoundTripNs: { value: 100, n: 5 }, matrixProductGflops: null },
        batches: [
          { batchSize: 1, calls: calls(4) },
          { batchSize: 32, calls: calls(64) },
        ],
      }),
    ).toEqual({
      "stepTime.threadRoundTripNs": { value: 100, unit: "ns", n: 5, basis: "measured" },
      "stepTime.imagesPerSecond": { value: 1000, unit: "images/s", n: 2, basis: "measured" },
      "stepTime.bestBatchSize": { value: 32, unit: "images", n: 2, basis: "measured" },
      "stepTime.computeShare": { value: 1 / 3, unit: "ratio", n: 2, basis: "measured" },
    });
  });
});

describe("latency", () => {
  it("gives a percentile only where enough samples earn it, in whatever order they came", () => {
    const samples = fc.array(fc.double({ min: 0.1, max: 10, noNaN: true }), { minLength: 1, maxLength: 100 });
    fc.assert(
      fc.property(samples, (ms) => {
        const inTime = tasks.latency.measurements({ batchSize: 1, callMs: ms, computeMs: null, order: "time" });
        const sorted = ms.toSorted((left, right) => left - right);
        expect(inTime).toEqual(
          tasks.latency.measurements({ batchSize: 1, callMs: sorted, computeMs: null, order: "sorted" }),
        );
        expect("latency.p90Ms" in inTime).toBe(ms.length >= 64);
      }),
    );
  });
});

describe("evaluate", () => {
  it("judges predictions against labels", () => {
    const rows = [
      [2, 0],
      [0, 2],
      [2, 0],
      [0, 2],
    ];
    const measurements = tasks.evaluate.measurements({
      classNames: ["a", "b"],
      labels: [0, 1, 0, 0],
      outputs: "logits",
      rows,
      weights: "trained",
      calls: null,
    });
    expect(measurements["evaluate.accuracy"]).toEqual({ value: 0.75, unit: "ratio", n: 4, basis: "measured" });
    expect(measurements["evaluate.macroRocAuc"]?.value).toBeCloseTo(5 / 6, 10);
  });

  it("says nothing without a prediction", () => {
    const none = { classNames: ["a", "b"], labels: [], rows: [], calls: null };
    expect(tasks.evaluate.measurements({ ...none, outputs: "logits", weights: "initial" })).toEqual({});
  });

  it("leaves out what labels alone cannot tell", () => {
    const predicted = {
      classNames: ["a", "b"],
      labels: [0, 1],
      rows: [[0], [0]],
      weights: "trained" as const,
      calls: null,
    };
    const measurements = tasks.evaluate.measurements({ ...predicted, outputs: "labels" });
    expect(measurements["evaluate.accuracy"]?.value).toBe(0.5);
    expect(measurements).not.toHaveProperty(["evaluate.crossEntropy"]);
  });
});

describe("gradients", () => {
  it("counts what was asked and what failed, and leaves out what is not supported", () => {
    const check = (verdict: CheckResult["verdict"], maxRelative: number | null) =>
      ({ verdict, maxRelative }) as CheckResult;
    const checks = [check("passed", 1e-6), check("failed", 0.5), check("error", null), check("unsupported", null)];
    expect(tasks.gradients.measurements({ checks })).toEqual({
      "gradients.checks": { value: 3, unit: "checks", n: 3, basis: "measured" },
      "gradients.failedChecks": { value: 2, unit: "checks", n: 3, basis: "measured" },
      "gradients.maxRelativeError": { value: 0.5, unit: "ratio", n: 2, basis: "measured" },
    });
  });
});

describe("overhead", () => {
  it("is the median of paired differences, at one image in time and at a batch as a share", () => {
    const call = (batchSize: number) => ({
      call: "predict" as const,
      batchSize,
      throughInterfaceMs: Array.from({ length: 100 }, () => 12),
      byHandMs: Array.from({ length: 100 }, () => 10),
    });
    const { cost, share } = overheadBatchSizes;
    expect(tasks.overhead.measurements({ calls: [call(cost), call(share)] })).toEqual({
      "overhead.predictMs": { value: 2, unit: "ms", n: 100, basis: "measured" },
      "overhead.predictShare": { value: 0.2, unit: "ratio", n: 100, basis: "measured" },
    });
  });
});

describe("computeShare", () => {
  it("is of the time around the calls, and no more than all of it", () => {
    expect(computeShare({ callMs: [1, 3], computeMs: [0.5, 1.5] })).toBe(0.5);
    expect(computeShare({ callMs: [0.02], computeMs: [0.03] })).toBe(1);
    expect(computeShare({ callMs: [], computeMs: [] })).toBeNull();
    const calls = { callMs: [4, 4], computeMs: [1, 1] };
    expect(tasks.latency.measurements({ batchSize: 1, order: "time", ...calls })).toMatchObject({
      "latency.computeShare": { value: 0.25, n: 2 },
    });
    const batches = [
      { batchSize: 1, ...calls },
      { batchSize: 32, callMs: [8], computeMs: [6] },
    ];
    expect(tasks.throughput.measurements({ batches })).toMatchObject({
      "throughput.computeShare": { value: 0.75, n: 1 },
      "throughput.bestBatchSize": { value: 32 },
    });
  });
});
