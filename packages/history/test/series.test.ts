import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { kindOf, seriesId, type SeriesIdentity } from "../src/index.ts";
import { effectWords } from "../src/site/words.ts";

const identity: SeriesIdentity = {
  fingerprint: "0123456789abcdef",
  backend: "onnx-cpu",
  workload: "keras-mnist-cnn",
  workloadKey: "89abcdef01234567",
  task: "latency",
  measurement: "latency.p50Ms",
  threads: "default",
  batchSize: null,
  precision: null,
  control: false,
};

describe("a series' id", () => {
  it("is the same in every version: histories hold it", () => {
    expect(seriesId(identity)).toBe("e35baff5de4f81ca");
  });

  it("differs where any part of its identity does", () => {
    const others: SeriesIdentity[] = [
      { ...identity, fingerprint: "1123456789abcdef" },
      { ...identity, backend: "onnx-wasm" },
      { ...identity, workload: "lenet-5" },
      { ...identity, workloadKey: "99abcdef01234567" },
      { ...identity, task: "throughput" },
      { ...identity, measurement: "latency.p90Ms" },
      { ...identity, threads: "2" },
      { ...identity, batchSize: 2 },
      { ...identity, precision: "int8" },
      { ...identity, control: true },
    ];
    expect(new Set([identity, ...others].map(seriesId)).size).toBe(11);
  });

  it("is told from all others, whatever text of one line stands in it", () => {
    const line = fc.string({ maxLength: 6 }).filter((text) => !text.includes("\n"));
    const any = fc.record({ backend: line, workload: line, threads: line, precision: line });
    fc.assert(
      fc.property(any, any, (one, other) => {
        const alike = JSON.stringify(one) === JSON.stringify(other);
        expect(seriesId({ ...identity, ...one }) === seriesId({ ...identity, ...other })).toBe(alike);
      }),
    );
  });
});

describe("a series' kind", () => {
  it.each([
    ["train.stepMs", "ms", "lower", "time"],
    ["timeToAccuracy.seconds", "s", "lower", "time"],
    ["throughput.imagesPerSecond", "images/s", "higher", "rate"],
    ["server.queriesPerSecond", "queries/s", "higher", "rate"],
    ["memory.aboveBaselineBytes", "bytes", "lower", "memory"],
    ["evaluate.accuracy", "ratio", "higher", "accuracy"],
    ["server.busyShare", "ratio", "lower", "share"],
    ["device.meanUtilisation", "ratio", "higher", "share"],
    ["gradients.maxRelativeError", "ratio", "lower", "error"],
    ["evaluate.crossEntropy", "nats", "lower", "loss"],
    ["train.steps", "steps", "lower", "count"],
    ["foreign.value", "ratio", "higher", "rate"],
    ["install.sizeBytes", "bytes", "lower", "size"],
    ["foreign.time", "ns/iter", "lower", "time"],
    ["foreign.rate", "ops/sec", "higher", "rate"],
  ] as const)("of %s in %s is %s: %s", (measurement, unit, better, kind) => {
    expect(kindOf({ measurement, unit, better })).toBe(kind);
  });
});

describe("a change of a series", () => {
  it.each([
    ["evaluate.accuracy", "ratio", -0.004, "−0.40 points"],
    ["server.busyShare", "ratio", 0.02, "+2.00 points"],
    ["gradients.maxRelativeError", "ratio", 0.5, "+50.0%"],
    ["foreign.value", "ratio", 0.152, "+15.2%"],
    ["train.stepMs", "ms", 0.152, "+15.2%"],
  ] as const)("of %s in %s by %f is %s", (measurement, unit, effect, words) => {
    expect(effectWords({ measurement, unit, better: "lower" }, effect)).toBe(words);
  });
});
